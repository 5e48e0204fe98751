using FraudFunctions.Embedded.Durable.Store;
using FraudFunctions.Embedded.Durable.Turns;

namespace FraudFunctions.Embedded.Durable.Running;

/// <summary>The place of an instance that has something to do: what came for it, and its run if that is kept. One turn at a time.</summary>
internal sealed class Slot(string instance)
{
    private readonly Lock gate = new();
    private List<Message> mail = [];
    private bool isActive;
    private bool isGone;

    public string Instance => instance;

    /// <summary>For the turn only.</summary>
    public OrchestratorRun? Run { get; set; }

    /// <summary>Puts it into the mail. Whether the slot must be made ready, or null when it is no longer in use.</summary>
    public bool? Add(Message message)
    {
        lock (gate)
        {
            if (isGone) return null;
            mail.Add(message);
            if (isActive) return false;
            isActive = true;
            return true;
        }
    }

    /// <summary>Puts back what goes ahead of all that came meanwhile. For the turn only.</summary>
    public void PutFirst(IReadOnlyList<Message> messages)
    {
        lock (gate) mail.InsertRange(0, messages);
    }

    public List<Message> TakeMail()
    {
        lock (gate)
        {
            List<Message> taken = mail;
            mail = [];
            return taken;
        }
    }

    /// <summary>Ends a turn: whether there is mail for another one, and whether the slot has become empty.</summary>
    public (bool Again, bool Empty) EndTurn()
    {
        lock (gate)
        {
            if (mail.Count > 0) return (true, false);
            isActive = false;
            isGone = Run is null;
            return (false, isGone);
        }
    }
}
