namespace LeptonLab.Training;

/// <summary>
/// How the precision-recall curve of a detector becomes one number. All take at each recall r the largest precision at any
/// recall from r on.
/// </summary>
public enum PrecisionInterpolation
{
    /// <summary>The area under the curve, as in PASCAL VOC from 2010 on (Everingham et al., IJCV 111(1), 2015, §4.1).</summary>
    AllPoints,

    /// <summary>The mean at r = 0, 0.01 … 1, as in COCO (Lin et al., ECCV 2014; pycocotools).</summary>
    Coco101,

    /// <summary>The mean at r = 0, 0.1 … 1, as in PASCAL VOC until 2009 (Everingham et al., IJCV 88(2), 2010, §4.2).</summary>
    Voc11,
}
