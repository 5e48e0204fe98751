using System.Runtime.Intrinsics;

namespace FraudFunctions.Learning.Trees;

/// <summary>What a tree is grown from: first and second derivative of every row, as whole numbers of 1/<see cref="Scale"/>.</summary>
internal interface IGradients
{
    Vector128<long>[] Pairs { get; }

    double Scale { get; }
}
