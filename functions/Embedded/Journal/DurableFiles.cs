using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FraudFunctions.Embedded.Journal;

/// <summary>Files that are there whole after a power cut, or not at all. The calls block for as long as the disk takes.</summary>
internal static partial class DurableFiles
{
    public const string FreshSuffix = ".new";

    /// <summary>Writes or replaces a file in one step: readers see the old content or the new, never half of either.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string fresh = path + FreshSuffix;
        using (SafeFileHandle handle = File.OpenHandle(fresh, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, content, 0);
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(fresh, path, overwrite: true);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Creates a folder whose name lasts as long as what will be in it.</summary>
    public static void CreateFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(folder))!);
    }

    /// <summary>Makes names that were created, renamed or deleted in a folder durable. Windows needs no such step.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        int descriptor = Open(folder, 0);
        if (descriptor < 0) throw new IOException($"The folder '{folder}' cannot be opened: error {Marshal.GetLastPInvokeError()}.");
        try
        {
            if (Sync(descriptor) != 0) throw new IOException($"The folder '{folder}' cannot be flushed: error {Marshal.GetLastPInvokeError()}.");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
