using System;
using ProcessIsolate;

class Program
{
    [RunInProcess]
    static T Generic<T>(T value) => value; // line 7

    [RunInProcess]
    static void WithDelegate(Action action) => action(); // line 10

    static void Main()
    {
        Generic(1);
        WithDelegate(() => { });
    }
}
