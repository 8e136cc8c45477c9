using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Models;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Generator.Emitting;

/// <summary>Writes the module class, which lists a compilation's contracts and makes them known when the assembly is loaded.</summary>
internal static class ModuleEmitter
{
    private const string FileName = "Module.g.cs";

    /// <summary>Adds the module's file, if the compilation needs one.</summary>
    public static void Emit(SourceProductionContext context, ModuleModel module)
    {
        if (module.IsMade)
        {
            context.AddSource(FileName, Write(module));
        }
    }

    /// <summary>The module's file.</summary>
    public static string Write(ModuleModel module)
    {
        var writer = new SourceWriter().Lines(Fragments.Header);
        if (module.Entries.Count > 0 || module.GenericNames.Count > 0)
        {
            var names = module.Entries.Select(entry => entry.MarkedName).OfType<string>().Concat(module.GenericNames).Distinct();
            var list = string.Join(";", names.OrderBy(name => name, StringComparer.Ordinal));
            var arguments = Literals.Text(KnownNames.MarkedNamesKey) + ", " + Literals.Text(list);
            writer.Lines($"[assembly: global::System.Reflection.AssemblyMetadata({arguments})]").Blank();
        }

        writer.Open("namespace " + KnownNames.GeneratedNamespace).Lines(Fragments.GeneratedCode);
        writer.Open($"internal sealed partial class {module.ModuleClass} : {Fragments.Services}RemoteModule");
        writer.Lines($$"""
            internal static readonly {{module.ModuleClass}} Instance = new {{module.ModuleClass}}();

            private {{module.ModuleClass}}()
                : base(typeof({{module.ModuleClass}}).Assembly)
            {
            }

            """);
        WriteContracts(writer, module);
        WriteContexts(writer, module);
        WriteExceptions(writer, module);
        WriteHooks(writer, module, isShutdown: false, "InitializeWorker");
        WriteHooks(writer, module, isShutdown: true, "ShutDownWorker");
        WriteInitializer(writer, module);
        for (var index = 0; index < module.Hooks.Count; index++)
        {
            Fragments.WriteAccessor(writer, module.Hooks[index].Target, HookType(module.Hooks[index]), [], $"CallHook{index}");
        }

        writer.Close().Close();
        foreach (var hook in module.Hooks)
        {
            Fragments.WriteForwarder(writer, hook.Target, HookType(hook), [], []);
        }

        return writer.ToString();
    }

    private static void WriteContracts(SourceWriter writer, ModuleModel module)
    {
        const string Method = Fragments.Services + "RemoteMethod";
        writer.Open($"public override global::System.Collections.Generic.IEnumerable<{Method}> Methods => new {Method}[]");
        foreach (var entry in module.Entries)
        {
            writer.Lines(Fragments.Contract(entry.ClassName) + ".Instance,");
        }

        writer.Close(";").Blank();
        writer.Open($"public override {Fragments.Services}RemoteMethod? Find(string id) => id switch");
        foreach (var entry in module.Entries)
        {
            writer.Lines($"{Literals.Text(entry.Id)} => {Fragments.Contract(entry.ClassName)}.Instance,");
        }

        writer.Lines("_ => null,").Close(";").Blank();
    }

    private static void WriteContexts(SourceWriter writer, ModuleModel module)
    {
        const string Resolver = "global::System.Text.Json.Serialization.Metadata.IJsonTypeInfoResolver";
        if (module.JsonContexts.Count == 0)
        {
            return;
        }

        writer.Open($"public override global::System.Collections.Generic.IReadOnlyList<{Resolver}> JsonContexts => new {Resolver}[]");
        foreach (var context in module.JsonContexts)
        {
            writer.Lines(context + ".Default,");
        }

        writer.Close(";").Blank();
    }

    private static void WriteExceptions(SourceWriter writer, ModuleModel module)
    {
        var exceptions = module.Entries.SelectMany(entry => entry.Exceptions).Distinct()
            .OrderBy(each => each.Type, StringComparer.Ordinal).ToList();
        if (exceptions.Count == 0)
        {
            return;
        }

        writer.Open($"public override void AddExceptions({Fragments.Services}ExceptionFactories factories)");
        foreach (var exception in exceptions)
        {
            var arguments = exception.Shape switch
            {
                ExceptionShape.MessageAndInner => "message!, inner!",
                ExceptionShape.Message => "message!",
                _ => "",
            };
            writer.Lines($"factories.Add<{exception.Type}>(static (message, inner) => new {exception.Type}({arguments}));");
        }

        writer.Close().Blank();
    }

    private static void WriteHooks(SourceWriter writer, ModuleModel module, bool isShutdown, string member)
    {
        if (!module.Hooks.Any(hook => hook.IsShutdown == isShutdown))
        {
            return;
        }

        writer.Open($"public override void {member}()");
        for (var index = 0; index < module.Hooks.Count; index++)
        {
            var hook = module.Hooks[index];
            if (hook.IsShutdown == isShutdown)
            {
                var wait = hook.Return switch
                {
                    ReturnKind.Task => ".GetAwaiter().GetResult()",
                    ReturnKind.ValueTask => ".AsTask().GetAwaiter().GetResult()",
                    _ => "",
                };
                writer.Lines(Fragments.Call(hook.Target, [], $"CallHook{index}") + wait + ";");
            }
        }

        writer.Close().Blank();
    }

    private static void WriteInitializer(SourceWriter writer, ModuleModel module)
    {
        writer.Lines("[global::System.Runtime.CompilerServices.ModuleInitializer]").Open("internal static void Initialize()");
        if (module.HasContent)
        {
            writer.Lines($"{Fragments.Services}RemoteModule.Register(Instance);");
        }
        else
        {
            // Only a program compiled ahead of time asks for its types.
            writer.Open("if (!global::System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported)")
                .Lines($"{Fragments.Services}RemoteModule.Register(Instance);").Close();
        }

        if (module.IsExecutable)
        {
            // In a worker that is this very executable nothing of the program may run. Its contracts must be known by then:
            // this does not return there.
            writer.Lines($"{Fragments.Services}RemoteModule.RunIfWorker();");
        }

        writer.Close();
    }

    private static string HookType(WorkerHookModel hook) => hook.Return is ReturnKind.Direct ? "void" : Fragments.Tasks + hook.Return;
}
