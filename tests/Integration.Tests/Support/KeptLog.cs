using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Logging;

namespace ProcessIsolate.Integration.Tests.Support;

/// <summary>Loggers that keep what they are given.</summary>
internal sealed class KeptLog(Action<LogEvent>? onEvent = null) : ILoggerFactory
{
    private readonly ConcurrentQueue<LogEvent> events = new();
    private readonly Action<LogEvent>? heard = onEvent;

    /// <summary>All so far.</summary>
    public LogEvent[] All => [.. events];

    public LogEvent[] Of(string name) => [.. events.Where(each => each.Name == name)];

    /// <summary>Waits for the first event of a name.</summary>
    public LogEvent Await(string name, int count = 1)
    {
        Eventually.True(() => Of(name).Length >= count, () => $"{count} events {name} among: " + string.Join(", ", All.Select(static each => each.Name)));
        return Of(name)[count - 1];
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Logger(KeptLog owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Dictionary<string, object?> values = ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary(static e => e.Key, static e => e.Value);
            LogEvent made = new(category, logLevel, eventId.Id, eventId.Name ?? "", formatter(state, exception), values, exception);
            owner.events.Enqueue(made);
            owner.heard?.Invoke(made);
        }
    }
}

/// <summary>One event as a logger got it.</summary>
internal sealed record LogEvent(
    string Category, LogLevel Level, int Id, string Name, string Text, Dictionary<string, object?> Values, Exception? Exception);
