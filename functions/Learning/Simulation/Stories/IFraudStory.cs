using FraudFunctions.Learning.Simulation.Flow;

namespace FraudFunctions.Learning.Simulation.Stories;

/// <summary>A kind of fraud. Each file says what it does and what should give it away.</summary>
internal interface IFraudStory
{
    Story Story { get; }

    /// <summary>Fraudulent transactions one incident brings on average (measured): turns a share of transactions into incidents a day.</summary>
    double PerIncident { get; }

    /// <summary>Days by which an incident's preparations come before its first fraud; these are under way when the run begins.</summary>
    int LeadDays { get; }

    /// <summary>Begins an incident on its day: plans its moves or makes the appointments at which they are planned.</summary>
    void Begin(Incident incident, World world);
}
