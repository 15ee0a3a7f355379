namespace LeptonLab.Data.RoadScenes;

/// <summary>What a pixel of a road scene shows; the numbers are those in the masks.</summary>
public enum RoadClass
{
    /// <summary>Asphalt.</summary>
    Road,

    /// <summary>Paint on the road.</summary>
    LaneMarking,

    /// <summary>The pavement and its kerb.</summary>
    Sidewalk,

    /// <summary>Houses.</summary>
    Building,

    /// <summary>Trees, bushes, grass.</summary>
    Vegetation,

    /// <summary>The sky.</summary>
    Sky,

    /// <summary>Lamp posts, and the posts of signs.</summary>
    Pole,

    /// <summary>Traffic signs.</summary>
    Sign,

    /// <summary>People.</summary>
    Pedestrian,

    /// <summary>Cars, vans, lorries.</summary>
    Vehicle,
}
