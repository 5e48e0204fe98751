using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FraudFunctions.Engine.Models;

/// <summary>The ensemble as bytes: header, nodes in preorder, SHA-256 of all before it. Little-endian. Keeps the covers, which ONNX has no place for.</summary>
/// <remarks>
/// "FFT1" (logistic link) or "FFT2" (identity link), width i32, trees i32, prior f32, schema length u16 + UTF-8; then per node one byte
/// (1 leaf, 2 split, 3 split with missing to the left), cover f32, and value f32 or feature u16 + threshold f32.
/// Preorder makes child indices superfluous: the left child follows, the right one comes after the left subtree.
/// </remarks>
internal static class TreeFormat
{
    private const byte LeafTag = 1, SplitTag = 2, SplitMissingLeftTag = 3;

    // Reading recurses: far more than any learner grows, far less than the stack holds.
    private const int DeepestRead = 500;

    private static ReadOnlySpan<byte> LogisticMagic => "FFT1"u8;
    private static ReadOnlySpan<byte> IdentityMagic => "FFT2"u8;

    internal static byte[] Write(TreeEnsemble model)
    {
        if (model.Width > ushort.MaxValue)
            throw new ArgumentException($"{model.Width} features do not fit the format (65,535).");
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var schema = Encoding.UTF8.GetBytes(model.SchemaHash);
        writer.Write(MagicOf(model.Link));
        writer.Write(model.Width);
        writer.Write(model.Roots.Length);
        writer.Write(model.PriorMargin);
        writer.Write(checked((ushort)schema.Length));
        writer.Write(schema);
        foreach (var node in model.Nodes)
            Write(writer, node);
        var content = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        return [.. content, .. SHA256.HashData(content)];
    }

    internal static TreeEnsemble Read(ReadOnlySpan<byte> bytes)
    {
        var link = bytes.StartsWith(IdentityMagic) ? Link.Identity : Link.Logistic;
        if (bytes.Length < LogisticMagic.Length + SHA256.HashSizeInBytes || !bytes.StartsWith(MagicOf(link)))
            throw new InvalidDataException("Not a tree ensemble of version FFT1 or FFT2.");
        var content = bytes[..^SHA256.HashSizeInBytes];
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(bytes[content.Length..]))
            throw new InvalidDataException("The tree ensemble's bytes do not have the hash they end with.");
        var cursor = new Cursor(content[LogisticMagic.Length..]);
        var width = cursor.Int();
        var trees = new TreeNode[cursor.Count()][];
        var prior = cursor.Float();
        var schema = Encoding.UTF8.GetString(cursor.Take(cursor.UShort()));
        for (var tree = 0; tree < trees.Length; tree++)
        {
            var nodes = new List<TreeNode>();
            ReadSubtree(ref cursor, nodes, 0);
            trees[tree] = [.. nodes];
        }
        if (!cursor.AtEnd)
            throw new InvalidDataException("Bytes follow the last tree.");
        return new TreeEnsemble(schema, width, prior, trees, link);
    }

    private static ReadOnlySpan<byte> MagicOf(Link link) => link switch { Link.Logistic => LogisticMagic, Link.Identity => IdentityMagic };

    private static void Write(BinaryWriter writer, in TreeNode node)
    {
        writer.Write(node.IsLeaf ? LeafTag : node.MissingGoesLeft ? SplitMissingLeftTag : SplitTag);
        writer.Write(node.Cover);
        if (node.IsLeaf)
        {
            writer.Write(node.Value);
            return;
        }
        writer.Write((ushort)node.Feature);
        writer.Write(node.Threshold);
    }

    private static int ReadSubtree(ref Cursor cursor, List<TreeNode> nodes, int depth)
    {
        if (depth > DeepestRead)
            throw new InvalidDataException($"A tree is deeper than {DeepestRead}.");
        var index = nodes.Count;
        var tag = cursor.Byte();
        var cover = cursor.Float();
        if (tag == LeafTag)
        {
            nodes.Add(TreeNode.Leaf(cursor.Float(), cover));
            return index;
        }
        if (tag is not (SplitTag or SplitMissingLeftTag))
            throw new InvalidDataException($"A node begins with {tag}.");
        var feature = cursor.UShort();
        var threshold = cursor.Float();
        nodes.Add(default);
        var left = ReadSubtree(ref cursor, nodes, depth + 1);
        var right = ReadSubtree(ref cursor, nodes, depth + 1);
        nodes[index] = TreeNode.Split(feature, threshold, left, right, tag == SplitMissingLeftTag, cover);
        return index;
    }

    private ref struct Cursor(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> rest = bytes;

        public readonly bool AtEnd => rest.IsEmpty;
        public byte Byte() => Take(1)[0];
        public ushort UShort() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
        public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));
        public int Count() => Int() is var count and >= 0 && count <= rest.Length
            ? count : throw new InvalidDataException("The tree ensemble names more trees than it has bytes.");
        public float Float() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

        public ReadOnlySpan<byte> Take(int count)
        {
            if (count > rest.Length)
                throw new InvalidDataException("The tree ensemble ends in the middle of a tree.");
            var taken = rest[..count];
            rest = rest[count..];
            return taken;
        }
    }
}
