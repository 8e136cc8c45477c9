using System;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ProcessIsolate;

var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.MapGet("/report", async (HttpContext context) =>
    $"main\nhost={Environment.ProcessId}\nworker={Jobs.WorkerId()}\nsquare={await Jobs.SquareAsync(3, context.RequestAborted)}\n");
app.Run("http://127.0.0.1:0");

static class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x;

    // Types of the web framework must be there in the worker too.
    [RunInProcess]
    public static int WorkerId() => typeof(HttpContext).Assembly.GetName().Name is "Microsoft.AspNetCore.Http.Abstractions" ? Environment.ProcessId : 0;
}
