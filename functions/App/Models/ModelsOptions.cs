using System.ComponentModel.DataAnnotations;

namespace FraudFunctions.App.Models;

/// <summary>Settings of the slice, section <c>Models</c>.</summary>
public sealed class ModelsOptions
{
    /// <summary>Who answers for the models of this bank.</summary>
    [Required]
    public string Owner { get; init; } = "mira";

    /// <summary>A model that has passed its gates and its time in the shadow becomes champion without a second person.</summary>
    public bool AutomaticPromotion { get; init; }
}
