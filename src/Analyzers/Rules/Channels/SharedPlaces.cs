using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProcessIsolate.Analyzers;

/// <summary>Finds the shared memory that an expression names a piece of.</summary>
internal static class SharedPlaces
{
    /// <summary>The member of a shared value or array in which the named place lies: <c>Value</c>, <c>Reference</c>, the indexer,
    /// <c>Span</c>.</summary>
    /// <returns>Null when the place lies elsewhere.</returns>
    public static SharedPlace? Find(IOperation? place)
    {
        for (var each = place; each is not null;)
        {
            switch (each)
            {
                case IMemberReferenceOperation { Instance: { } instance } member when ChannelTypes.IsSharedMemory(instance.Type):
                    return new SharedPlace(instance, member.Member);
                case IImplicitIndexerReferenceOperation { Instance: var instance, IndexerSymbol: var indexer } when ChannelTypes.IsSharedMemory(instance.Type):
                    return new SharedPlace(instance, indexer);
                case IImplicitIndexerReferenceOperation { Instance: { Type.IsValueType: true } instance }:
                    each = instance;
                    break;
                case IMemberReferenceOperation { Instance: { } instance } when instance.Type is { IsValueType: true }:
                    each = instance;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }
}

/// <summary>A piece of shared memory.</summary>
/// <param name="Instance">The shared value or array.</param>
/// <param name="Member">By what the piece is reached.</param>
internal sealed record SharedPlace(IOperation Instance, ISymbol Member);
