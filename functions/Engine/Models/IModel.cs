namespace FraudFunctions.Engine.Models;

/// <summary>Rows of features in, one number per row out: a probability, or an autoencoder's error. Implementations are safe to call from many threads at once.</summary>
public interface IModel
{
    /// <summary>Content hash of the model (SHA-256, lower-case hex): two models with one id score alike.</summary>
    string Id { get; }

    /// <summary>Features per row.</summary>
    int Width { get; }

    /// <summary>Hash of the feature schema the model was trained on; a row of another schema must not be scored.</summary>
    string SchemaHash { get; }

    /// <summary>Scores n rows. <paramref name="rows"/> is row-major, n × <see cref="Width"/>; NaN stands for missing.</summary>
    void Score(ReadOnlySpan<float> rows, Span<float> probabilities);
}
