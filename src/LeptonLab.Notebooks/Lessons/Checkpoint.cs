using LeptonLab.Nn;
using LeptonLab.Training;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>
/// Lets a late learner, or one whose training takes too long, go on from a saved point:
/// <code>
/// LessonCheckpoint saved = Checkpoint.Load("L07-b", model);   // the weights are in the model now
/// Figures.LearningCurve(saved.History)
/// </code>
/// A checkpoint is a file <c>checkpoints/ID.safetensors</c> beside the notebook, or in the cache of this machine. To go on with a
/// training run of your own after an interruption use <see cref="CheckpointFile"/> with <c>FitAsync</c>.
/// </summary>
public static class Checkpoint
{
    /// <summary>Loads the weights of a checkpoint into a model.</summary>
    /// <param name="id">As the lesson names it: <c>L07-b</c>.</param>
    /// <param name="model">Has the layers that were trained.</param>
    /// <returns>The history of the training.</returns>
    /// <exception cref="LeptonException">There is no such checkpoint, or it is of another model; the model is unchanged then.</exception>
    public static LessonCheckpoint Load(string id, Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        string path = LessonCheckpoint.Find(id);
        return new LessonCheckpoint(id, path, TrainedModel.Load(path, model));
    }

    /// <summary>Saves a trained model beside the notebook.</summary>
    /// <param name="id">As the lesson names it.</param>
    /// <param name="model">What was trained.</param>
    /// <param name="history">What <c>FitAsync</c> gave.</param>
    /// <returns>The file that was written.</returns>
    /// <exception cref="LeptonException">The id is no name for a file, or the file cannot be written.</exception>
    public static string Save(string id, Module model, History history)
    {
        string path = Path.GetFullPath(LessonCheckpoint.FileName(LessonCheckpoint.Checked(id)));
        TrainedModel.Save(path, model, history);
        return path;
    }
}
