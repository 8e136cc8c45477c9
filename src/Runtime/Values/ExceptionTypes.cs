using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Values;

/// <summary>Exceptions: those of the base library and user classes below them.</summary>
internal static class ExceptionTypes
{
    /// <summary>Adds the one that stands for all those of the base library.</summary>
    public static void AddTo(BaseLibraryTable table) => table.Exception(typeof(Exception));

    /// <summary>Whether a program compiled ahead of time has all fields of a type of the base library.</summary>
    public static bool AreFieldsKept(Type type) => BaseLibrary.NumberOf(type) >= 0;

    /// <summary>Adds those that cross as themselves where reflection does not find just any type.</summary>
    public static void AddMoreTo(BaseLibraryTable table)
    {
        table.Exception(typeof(SystemException));
        table.Exception(typeof(ApplicationException));
        table.Exception(typeof(ArgumentException));
        table.Exception(typeof(ArgumentNullException));
        table.Exception(typeof(ArgumentOutOfRangeException));
        table.Exception(typeof(ArithmeticException));
        table.Exception(typeof(DivideByZeroException));
        table.Exception(typeof(OverflowException));
        table.Exception(typeof(FormatException));
        table.Exception(typeof(IndexOutOfRangeException));
        table.Exception(typeof(InvalidCastException));
        table.Exception(typeof(InvalidOperationException));
        table.Exception(typeof(ObjectDisposedException));
        table.Exception(typeof(NotImplementedException));
        table.Exception(typeof(NotSupportedException));
        table.Exception(typeof(PlatformNotSupportedException));
        table.Exception(typeof(NullReferenceException));
        table.Exception(typeof(KeyNotFoundException));
        table.Exception(typeof(RankException));
        table.Exception(typeof(ArrayTypeMismatchException));
        table.Exception(typeof(OutOfMemoryException));
        table.Exception(typeof(TimeoutException));
        table.Exception(typeof(UnauthorizedAccessException));
        table.Exception(typeof(OperationCanceledException));
        table.Exception(typeof(TaskCanceledException));
        table.Exception(typeof(AggregateException));
        table.Exception(typeof(IOException));
        table.Exception(typeof(FileNotFoundException));
        table.Exception(typeof(DirectoryNotFoundException));
        table.Exception(typeof(EndOfStreamException));
        table.Exception(typeof(InvalidDataException));
        table.Exception(typeof(PathTooLongException));
        table.Exception(typeof(System.ComponentModel.Win32Exception));
        table.Exception(typeof(System.Runtime.InteropServices.ExternalException));
        table.Exception(typeof(System.Text.Json.JsonException));
    }
}

/// <summary>An exception: what the base class has through names that are known, the rest field by field.</summary>
internal sealed class ExceptionCodec : ObjectCodec
{
    private static readonly ConstructorInfo Constructor = typeof(Exception).GetConstructor(Type.EmptyTypes)!;
    private static readonly FieldInfo? Message = Field("_message");
    private static readonly FieldInfo? Inner = Field("_innerException");
    private static readonly FieldInfo? Source = Field("_source");

    private readonly FieldSteps own;
    private readonly Action<object>? completed;

    public ExceptionCodec(Type type)
        : base(type)
    {
        own = FieldSteps.OfClass(type, typeof(Exception), IsOfThisProcess);
        completed = CodecFactory.FindCompleted(type);
        Statics = BaseLibrary.Contains(type.Assembly) ? null : StaticInstances.Of(type);
    }

    public override int BaseSize => 160 + own.Size;

    public override StaticInstances? Statics { get; }

    public override object Create(GraphReader reader)
    {
        object exception = TypeMaker.NewObject(Type);
        Constructor.Invoke(exception, null);
        return exception;
    }

    public override void WriteBody(GraphWriter writer, object value)
    {
        Exception exception = (Exception)value;
        writer.WriteText(Message is null ? exception.Message : (string?)Message.GetValue(exception));
        writer.WriteNested(Inner is null ? exception.InnerException : (Exception?)Inner.GetValue(exception));
        writer.WriteText(exception.HelpLink);
        writer.WriteText(Source is null ? exception.Source : (string?)Source.GetValue(exception));
        writer.WriteInt32(exception.HResult);
        writer.WriteText(exception.StackTrace);
        WriteData(writer, exception);
        own.Write(writer, ref ObjectData.Of(value));
    }

    public override void Restore(GraphReader reader, object value) => ((Exception)value).Data.Clear();

    public override void ReadBody(GraphReader reader, object value)
    {
        Exception exception = (Exception)value;
        string? message = reader.ReadText();
        Exception? inner = reader.ReadNested<Exception?>();
        Message?.SetValue(exception, message);
        Inner?.SetValue(exception, inner);
        exception.HelpLink = reader.ReadText();
        Source?.SetValue(exception, reader.ReadText());
        exception.HResult = reader.ReadInt32();
        string? stack = reader.ReadText();
        if (exception.StackTrace is null && (reader.StackOrigin is not null || stack is { Length: > 0 }))
        {
            ExceptionDispatchInfo.SetRemoteStackTrace(exception, (stack is null ? "" : stack + Environment.NewLine) + reader.StackOrigin);
        }

        int count = reader.ReadCount(2);
        for (int i = 0; i < count; i++)
        {
            object key = reader.ReadNested<object?>() ?? throw GraphReader.Invalid("A key of an exception's data is null.");
            exception.Data[key] = reader.ReadNested<object?>();
        }

        own.Read(reader, ref ObjectData.Of(value));
        if (completed is not null)
        {
            reader.OnCompleted(_ => completed(value));
        }
    }

    private static void WriteData(GraphWriter writer, Exception exception)
    {
        List<DictionaryEntry> entries = [];
        foreach (DictionaryEntry entry in exception.Data)
        {
            if (ObjectCodec.For(entry.Key.GetType()).Refusal is null
                && (entry.Value is null || ObjectCodec.For(entry.Value.GetType()).Refusal is null))
            {
                entries.Add(entry);
            }
        }

        writer.WriteCount(entries.Count);
        foreach (DictionaryEntry entry in entries)
        {
            writer.WriteNested(entry.Key);
            writer.WriteNested(entry.Value);
        }
    }

    // A cancelled task, the token, a mutex: what the base library's exceptions know of where they were thrown.
    private static bool IsOfThisProcess(FieldInfo field) => BaseLibrary.Contains(field.DeclaringType!.Assembly)
        && (field.FieldType == typeof(CancellationToken) || field.FieldType == typeof(nint) || typeof(Task).IsAssignableFrom(field.FieldType)
            || typeof(WaitHandle).IsAssignableFrom(field.FieldType) || typeof(Delegate).IsAssignableFrom(field.FieldType)
            || typeof(Assembly).IsAssignableFrom(field.FieldType) || typeof(MemberInfo).IsAssignableFrom(field.FieldType));

    private static FieldInfo? Field(string name) => typeof(Exception).GetField(name, BindingFlags.Instance | BindingFlags.NonPublic);
}
