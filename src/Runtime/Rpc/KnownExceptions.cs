using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Globalization;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Rpc;

/// <summary>The base class library's exceptions that come back as themselves.</summary>
/// <remarks>Types of assemblies that a program may not have loaded are listed by name, and their constructors called
/// only inside the lambda, so that the list loads nothing.</remarks>
internal static class KnownExceptions
{
    public static void AddTo(ExceptionFactories factories)
    {
        AddPlain(factories);
        AddSystemPlain(factories);
        AddWithDetails(factories);
        AddByName(factories);
    }

    private static void AddPlain(ExceptionFactories factories)
    {
        factories.Add(static (m, i) => new Exception(m, i));
        factories.Add(static (m, i) => new SystemException(m, i));
        factories.Add(static (m, i) => new ApplicationException(m, i));
        factories.Add(static (m, i) => new ArithmeticException(m, i));
        factories.Add(static (m, i) => new DivideByZeroException(m, i));
        factories.Add(static (m, i) => new OverflowException(m, i));
        factories.Add(static (m, i) => new NotFiniteNumberException(m, i));
        factories.Add(static (m, i) => new ArrayTypeMismatchException(m, i));
        factories.Add(static (m, i) => new DataMisalignedException(m, i));
        factories.Add(static (m, i) => new FormatException(m, i));
        factories.Add(static (m, i) => new UriFormatException(m, i));
        factories.Add(static (m, i) => new IndexOutOfRangeException(m, i));
        factories.Add(static (m, i) => new InsufficientMemoryException(m, i));
        factories.Add(static (m, i) => new OutOfMemoryException(m, i));
        factories.Add(static (m, i) => new InsufficientExecutionStackException(m, i));
        factories.Add(static (m, i) => new InvalidCastException(m, i));
        factories.Add(static (m, i) => new InvalidOperationException(m, i));
        factories.Add(static (m, i) => new InvalidProgramException(m, i));
        factories.Add(static (m, i) => new InvalidTimeZoneException(m, i));
        factories.Add(static (m, i) => new TimeZoneNotFoundException(m, i));
        factories.Add(static (m, i) => new NotImplementedException(m, i));
        factories.Add(static (m, i) => new NotSupportedException(m, i));
        factories.Add(static (m, i) => new PlatformNotSupportedException(m, i));
        factories.Add(static (m, i) => new NullReferenceException(m, i));
        factories.Add(static (m, i) => new AccessViolationException(m, i));
        factories.Add(static (m, i) => new RankException(m, i));
        factories.Add(static (m, i) => new TimeoutException(m, i));
        factories.Add(static (m, i) => new UnauthorizedAccessException(m, i));
        factories.Add(static (m, i) => new OperationCanceledException(m, i));
        factories.Add(static (m, i) => new TaskCanceledException(m, i));
        factories.Add(static (m, i) => new KeyNotFoundException(m, i));
        factories.Add(static (m, i) => new MulticastNotSupportedException(m, i));
    }

    private static void AddSystemPlain(ExceptionFactories factories)
    {
        factories.Add(static (m, i) => new MemberAccessException(m, i));
        factories.Add(static (m, i) => new FieldAccessException(m, i));
        factories.Add(static (m, i) => new MethodAccessException(m, i));
        factories.Add(static (m, i) => new MissingFieldException(m, i));
        factories.Add(static (m, i) => new MissingMethodException(m, i));
        factories.Add(static (m, i) => new MissingMemberException(m, i));
        factories.Add(static (m, i) => new TypeLoadException(m, i));
        factories.Add(static (m, i) => new TypeAccessException(m, i));
        factories.Add(static (m, i) => new DllNotFoundException(m, i));
        factories.Add(static (m, i) => new EntryPointNotFoundException(m, i));
        factories.Add(static (m, i) => new IOException(m, i));
        factories.Add(static (m, i) => new DirectoryNotFoundException(m, i));
        factories.Add(static (m, i) => new EndOfStreamException(m, i));
        factories.Add(static (m, i) => new PathTooLongException(m, i));
        factories.Add(static (m, i) => new InvalidDataException(m, i));
        factories.Add(static (m, i) => new AmbiguousMatchException(m, i));
        factories.Add(static (m, i) => new TargetInvocationException(m, i));
        factories.Add(static (m, i) => new TargetException(m, i));
        factories.Add(static (m, i) => new ExternalException(m, i));
        factories.Add(static (m, i) => new COMException(m, i));
        factories.Add(static (m, i) => new SEHException(m, i));
        factories.Add(static (m, i) => new MarshalDirectiveException(m, i));
        factories.Add(static (m, i) => new SecurityException(m, i));
        factories.Add(static (m, i) => new VerificationException(m, i));
        factories.Add(static (m, i) => new AbandonedMutexException(m, i));
        factories.Add(static (m, i) => new LockRecursionException(m, i));
        factories.Add(static (m, i) => new SemaphoreFullException(m, i));
        factories.Add(static (m, i) => new SynchronizationLockException(m, i));
        factories.Add(static (m, i) => new ThreadInterruptedException(m, i));
        factories.Add(static (m, i) => new ThreadStateException(m, i));
        factories.Add(static (m, i) => new ProcessIsolateException(m, i));
        factories.Add(static (m, i) => new WorkerStartException(m, i));
        factories.Add(static (m, i) => new MessageTooLargeException(m, i));
        factories.Add(static (m, i) => new RemoteException(m, i));
    }

    private static void AddWithDetails(ExceptionFactories factories)
    {
        factories.Add(typeof(ArgumentException), static p => p.Name is null
            ? new ArgumentException(p.Message, p.Inner)
            : new ArgumentException(WithoutParameter(p), p.Name, p.Inner));
        factories.Add(typeof(ArgumentNullException), static p => p.Name is null
            ? new ArgumentNullException(p.Message, p.Inner)
            : new ArgumentNullException(p.Name, WithoutParameter(p)));
        factories.Add(typeof(ArgumentOutOfRangeException), static p => p.Name is null
            ? new ArgumentOutOfRangeException(p.Message, p.Inner)
            : p.ActualValue is null ? new ArgumentOutOfRangeException(p.Name, WithoutParameter(p))
            : new ArgumentOutOfRangeException(p.Name, p.ActualValue, WithoutParameter(p)));
        factories.Add(typeof(DuplicateWaitObjectException), static p => p.Name is null
            ? new DuplicateWaitObjectException(p.Message, p.Inner)
            : new DuplicateWaitObjectException(p.Name, WithoutParameter(p)));
        factories.Add(typeof(CultureNotFoundException), static p => p.Name is null
            ? new CultureNotFoundException(p.Message, p.Inner)
            : new CultureNotFoundException(p.Name, WithoutParameter(p)));
        factories.Add(typeof(ObjectDisposedException), static p => string.IsNullOrEmpty(p.Name)
            ? new ObjectDisposedException(p.Message, p.Inner)
            : new ObjectDisposedException(p.Name, p.BareMessage(Environment.NewLine)));
        factories.Add(typeof(FileNotFoundException), static p => new FileNotFoundException(p.Message, p.Name, p.Inner));
        factories.Add(typeof(FileLoadException), static p => new FileLoadException(p.Message, p.Name, p.Inner));
        factories.Add(typeof(BadImageFormatException), static p => new BadImageFormatException(p.Message, p.Name, p.Inner));
        factories.Add(typeof(TypeInitializationException), static p => new TypeInitializationException(p.Name, p.Inner));
        factories.Add(typeof(AggregateException), static p => new AggregateException(p.BareMessage(" (")?.Split(" (", 2)[0], p.Inners));
        factories.Add(typeof(Win32Exception), static p => new Win32Exception(p.NativeCode, p.Message));
    }

    private static void AddByName(ExceptionFactories factories)
    {
        factories.AddByName("System.Text.Json.JsonException", "System.Text.Json",
            static p => new System.Text.Json.JsonException(p.Message, p.Inner));
        factories.AddByName("System.Net.Http.HttpRequestException", "System.Net.Http",
            static p => new System.Net.Http.HttpRequestException(p.Message, p.Inner));
        factories.AddByName("System.Net.Sockets.SocketException", "System.Net.Primitives",
            static p => new System.Net.Sockets.SocketException(p.NativeCode));
        factories.AddByName("System.Xml.XmlException", "System.Private.Xml",
            static p => new System.Xml.XmlException(p.Message, p.Inner));
        factories.AddByName("System.Security.Cryptography.CryptographicException", "System.Security.Cryptography",
            static p => new System.Security.Cryptography.CryptographicException(p.Message, p.Inner));
        factories.AddByName("System.Security.Authentication.AuthenticationException", "System.Net.Security",
            static p => new System.Security.Authentication.AuthenticationException(p.Message, p.Inner));
        factories.AddByName("System.Text.RegularExpressions.RegexMatchTimeoutException", "System.Text.RegularExpressions",
            static p => new System.Text.RegularExpressions.RegexMatchTimeoutException(p.Message!, p.Inner!));
        factories.AddByName("System.Threading.Channels.ChannelClosedException", "System.Threading.Channels",
            static p => new System.Threading.Channels.ChannelClosedException(p.Message, p.Inner));
        factories.AddByName("System.Threading.BarrierPostPhaseException", "System.Threading",
            static p => new BarrierPostPhaseException(p.Message, p.Inner));
        factories.AddByName("System.ComponentModel.DataAnnotations.ValidationException", "System.ComponentModel.Annotations",
            static p => new System.ComponentModel.DataAnnotations.ValidationException(p.Message, p.Inner));
    }

    private static string? WithoutParameter(ExceptionParts parts) => parts.BareMessage(" (Parameter '" + parts.Name + "')");
}
