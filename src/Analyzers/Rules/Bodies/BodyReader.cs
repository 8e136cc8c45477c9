using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Reads the body of one method, lambdas and local functions included.</summary>
internal sealed class BodyReader
{
    private readonly Compilation compilation;
    private readonly Origins origins;
    private readonly ImmutableArray<StateUse>.Builder states = ImmutableArray.CreateBuilder<StateUse>();
    private readonly ImmutableArray<CallUse>.Builder calls = ImmutableArray.CreateBuilder<CallUse>();
    private readonly ImmutableArray<RootWrite>.Builder writes = ImmutableArray.CreateBuilder<RootWrite>();
    private readonly ImmutableArray<RootPass>.Builder passes = ImmutableArray.CreateBuilder<RootPass>();
    private readonly ImmutableArray<NamedUse>.Builder named = ImmutableArray.CreateBuilder<NamedUse>();
    private readonly HashSet<ISymbol> returned = new(SymbolEqualityComparer.Default);
    private bool isParallel;
    private bool knowsWorker;

    private BodyReader(Compilation compilation, IMethodSymbol method, ImmutableArray<IOperation> body)
    {
        this.compilation = compilation;
        origins = new Origins(method, body);
    }

    /// <summary>Reads the method's body, if it has one in a file that a person wrote.</summary>
    public static BodyFacts Read(IMethodSymbol method, Compilation compilation, CancellationToken cancellationToken)
    {
        var body = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var syntax in (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences.Select(each => each.GetSyntax(cancellationToken))
            .Concat(ImplicitCalls.Initializers(method, cancellationToken)))
        {
            if (!compilation.ContainsSyntaxTree(syntax.SyntaxTree) || GeneratedFiles.Contain(syntax.SyntaxTree, cancellationToken))
            {
                continue;
            }

#pragma warning disable RS1030 // Only bodies of marked methods and of what they call are looked at; the compiler's driver keeps the model.
            var model = compilation.GetSemanticModel(syntax.SyntaxTree);
#pragma warning restore RS1030
            body.AddRange(model.GetOperation(syntax, cancellationToken)?.DescendantsAndSelf() ?? []);
        }

        if (body.Count == 0)
        {
            return BodyFacts.Empty;
        }

        // What stands in nameof is a name and nothing else.
        var names = body.Any(each => each is INameOfOperation);
        var operations = names ? body.Where(each => !IsInNameOf(each)).ToImmutableArray() : body.ToImmutable();
        return new BodyReader(compilation, method, operations).Read(operations);
    }

    private BodyFacts Read(ImmutableArray<IOperation> body)
    {
        foreach (var operation in body)
        {
            Read(operation);
            ReadWrites(operation);
        }

        return new BodyFacts
        {
            States = states.ToImmutable(),
            Calls = calls.ToImmutable(),
            Writes = writes.ToImmutable(),
            Passes = passes.ToImmutable(),
            Named = named.ToImmutable(),
            Returned = ImmutableHashSet.CreateRange<ISymbol>(SymbolEqualityComparer.Default, returned),
            IsParallel = isParallel,
            KnowsWorker = knowsWorker,
        };
    }

    private void Read(IOperation operation)
    {
        if ((NamedMembers.Find(operation) ?? HashCodes.Find(operation)) is { } use)
        {
            named.Add(use);
        }

        switch (operation)
        {
            case IInvocationOperation call:
                ReadCall(call.TargetMethod, call.Instance, call.Arguments, call.Syntax);
                isParallel |= NamedMembers.StartsThreads(call.TargetMethod);
                break;
            case IObjectCreationOperation { Constructor: { } constructor } creation:
                ReadCall(constructor, null, creation.Arguments, creation.Syntax);
                isParallel |= NamedMembers.StartsThreads(constructor);
                break;
            case IMethodReferenceOperation { Method: var target } reference:
                ReadCall(target, reference.Instance, [], reference.Syntax);
                break;
            case IMemberReferenceOperation { Member: IFieldSymbol or IEventSymbol } member:
                ReadState(member);
                break;
            case IPropertyReferenceOperation property:
                ReadProperty(property);
                break;
            case IReturnOperation { ReturnedValue: { } value }:
                ReadReturn(value);
                break;
        }

        foreach (var target in ImplicitCalls.Of(operation))
        {
            ReadCall(target, null, [], ImplicitCalls.PlaceOf(operation));
        }
    }

    private void ReadProperty(IPropertyReferenceOperation reference)
    {
        knowsWorker |= SymbolNames.Is(reference.Property.ContainingType, KnownNames.WorkerContext);
        ReadState(reference);
        var isTarget = reference.Parent is IAssignmentOperation assignment && assignment.Target == reference;
        if (reference.Property.SetMethod is { } setter && (isTarget || reference.Parent is IIncrementOrDecrementOperation))
        {
            ReadCall(setter, reference.Instance, [], reference.Syntax);
        }

        if (reference.Property.GetMethod is { } getter && !(isTarget && reference.Parent is ISimpleAssignmentOperation))
        {
            ReadCall(getter, reference.Instance, [], reference.Syntax);
        }
    }

    private void ReadState(IMemberReferenceOperation reference)
    {
        if (!reference.IsImplicit && StaticMembers.IsState(reference.Member))
        {
            states.Add(new StateUse(reference.Member.OriginalDefinition, reference.Syntax));
        }
    }

    private void ReadCall(IMethodSymbol target, IOperation? instance, ImmutableArray<IArgumentOperation> arguments, SyntaxNode syntax)
    {
        var callee = MarkedMethods.Declared(target);
        if (callee.MethodKind is MethodKind.LocalFunction or MethodKind.DelegateInvoke)
        {
            return;
        }

        // Also those of other assemblies: whether one of them is marked is asked later.
        calls.Add(new CallUse(callee, syntax));
        if (!SymbolEqualityComparer.Default.Equals(callee.ContainingAssembly, compilation.Assembly))
        {
            return;
        }

        if (origins.OfReceiver(instance) is { } receiver)
        {
            passes.Add(new RootPass(receiver, callee, -1, syntax));
        }

        foreach (var argument in arguments)
        {
            if (argument.Parameter is { } parameter && origins.OfValue(argument.Value) is { } root)
            {
                passes.Add(new RootPass(root, callee, parameter.Ordinal, syntax));
            }
        }
    }

    private void ReadWrites(IOperation operation)
    {
        switch (operation)
        {
            case IDeconstructionAssignmentOperation { Target: ITupleOperation tuple }:
                tuple.DescendantsAndSelf().OfType<ITupleOperation>().SelectMany(each => each.Elements).ToList()
                    .ForEach(each => AddWrite(origins.OfPlace(each), each));
                break;
            case ISimpleAssignmentOperation { IsRef: true }:
                break;
            case IAssignmentOperation assignment:
                AddWrite(origins.OfPlace(assignment.Target), assignment);
                if (assignment.Target is IMemberReferenceOperation or IArrayElementReferenceOperation)
                {
                    ReadGift(assignment.Value, origins.OfPlace(assignment.Target));
                }

                break;
            case IIncrementOrDecrementOperation step:
                AddWrite(origins.OfPlace(step.Target), step);
                break;
            case IEventAssignmentOperation { EventReference: IEventReferenceOperation each }:
                AddWrite(origins.OfPlace(each), operation);
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                AddWrite(origins.OfPlace(argument.Value), argument);
                break;
            case IObjectCreationOperation { Type.IsRefLikeType: false } creation:
                creation.Arguments.Select(each => each.Value).ToList().ForEach(each => ReadGift(each, null));
                break;
            case ITupleOperation tuple:
                tuple.Elements.ToList().ForEach(each => ReadGift(each, null));
                break;
            case IArrayInitializerOperation array:
                array.ElementValues.ToList().ForEach(each => ReadGift(each, null));
                break;
            case ICollectionExpressionOperation list:
                list.Elements.ToList().ForEach(each => ReadGift(each, null));
                break;
            case IInvocationOperation call:
                foreach (var changed in Mutators.Changed(call))
                {
                    AddWrite(origins.OfValue(changed), call);
                }

                ReadGifts(call);
                break;
        }
    }

    private void AddWrite(ISymbol? root, IOperation operation)
    {
        if (root is not null)
        {
            // What each process makes for itself, and differently, is not the same however it is set up.
            writes.Add(new RootWrite(
                root, operation.Syntax, SetUps.IsSetUp(operation, root) && OwnValues.Find((operation as IAssignmentOperation)?.Value) is null));
        }
    }

    /// <summary>What is given back reaches the caller after all; a number taken out of it does not.</summary>
    private void ReadReturn(IOperation value)
    {
        foreach (var reference in value.DescendantsAndSelf()
            .Where(each => each is IParameterReferenceOperation or ILocalReferenceOperation))
        {
            if (!Origins.Carries(reference, value))
            {
                continue;
            }

            if (origins.OfValue(reference) is IParameterSymbol parameter)
            {
                returned.Add(parameter);
            }
            else if (reference is ILocalReferenceOperation local && Locals.InitialValue(local) is { } initial)
            {
                returned.UnionWith(initial.DescendantsAndSelf().OfType<IParameterReferenceOperation>()
                    .Where(each => Origins.Carries(each, initial)).Select(each => each.Parameter));
            }
        }
    }

    /// <summary>What is put into a channel or a collection may reach the caller with it.</summary>
    private void ReadGifts(IInvocationOperation call)
    {
        if (call.Instance is { } instance
            && Mutators.Changed(call).ToList() is var changed && (ChannelTypes.IsCarrier(instance.Type) || changed.Contains(instance)))
        {
            // What a stream fills is not put into it.
            foreach (var argument in call.Arguments.Where(each => !changed.Contains(each.Value)))
            {
                ReadGift(argument.Value, origins.OfValue(instance));
            }
        }
    }

    private void ReadGift(IOperation value, ISymbol? receiver)
    {
        if (origins.OfValue(value) is IParameterSymbol parameter
            && !SymbolEqualityComparer.Default.Equals(parameter, receiver)
            && Origins.Carries(value, value))
        {
            returned.Add(parameter);
        }
    }

    private static bool IsInNameOf(IOperation operation)
    {
        for (var each = operation.Parent; each is not null; each = each.Parent)
        {
            if (each is INameOfOperation)
            {
                return true;
            }
        }

        return false;
    }
}
