namespace FraudFunctions.Embedded.Journal;

/// <summary>Another process, or another log in this one, has the data folder open.</summary>
public sealed class EventLogLockedException(string folder, Exception inner)
    : IOException($"The data folder '{folder}' is in use by another process. Stop that one, or choose another folder.", inner)
{
    public string Folder => folder;
}

/// <summary>The journal holds something that was not written there. Nothing is dropped: somebody has to look.</summary>
public sealed class EventLogCorruptException(string file, long offset, string reason)
    : IOException($"The journal is damaged: '{file}' at byte {offset}: {reason}.")
{
    public string File => file;
    public long Offset => offset;
}

/// <summary>A write failed, so the log takes no more: what is on disk is known again after the next open.</summary>
public sealed class EventLogFailedException(Exception inner)
    : IOException($"The event log stopped taking events after a write had failed: {inner.Message}", inner);

/// <summary>An event is larger than the log takes.</summary>
public sealed class EventTooLargeException(string hub, long bytes, int maxBytes)
    : InvalidOperationException($"An event of {bytes} bytes for '{hub}' is larger than the {maxBytes} bytes the log takes (MaxEventBytes).");
