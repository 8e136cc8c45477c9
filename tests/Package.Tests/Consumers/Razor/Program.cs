var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRazorPages();
builder.Services.AddRazorComponents();
var app = builder.Build();
app.MapRazorPages();
#if CALLS_IN_CODE
Console.WriteLine(Jobs.Where());
#endif

public static class Jobs
{
    [ProcessIsolate.RunInProcess]
    public static int Where() => Environment.ProcessId;
}
