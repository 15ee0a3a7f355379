namespace LeptonLab.Ops;

/// <summary>What becomes of the losses of single numbers or samples.</summary>
public enum LossReduction
{
    /// <summary>Their mean, a scalar. With class weights the weighted mean.</summary>
    Mean,

    /// <summary>Their sum, a scalar.</summary>
    Sum,

    /// <summary>They stay apart.</summary>
    None,
}
