namespace ProcessIsolate.Values;

/// <summary>The first few objects of a message, by number, without memory of their own.</summary>
internal struct FewObjects
{
    private object? first;
    private object? second;
    private object? third;
    private object? fourth;
    private int count;

    public readonly int IndexOf(object value) =>
        count == 0 ? -1
        : ReferenceEquals(first, value) ? 0
        : ReferenceEquals(second, value) ? 1
        : ReferenceEquals(third, value) ? 2
        : ReferenceEquals(fourth, value) ? 3
        : -1;

    public readonly object? Find(int index) => index switch
    {
        0 => first,
        1 => second,
        2 => third,
        3 => fourth,
        _ => null,
    };

    /// <summary>Keeps an object, as long as there is room.</summary>
    public void Add(object value)
    {
        switch (count)
        {
            case 0:
                first = value;
                break;
            case 1:
                second = value;
                break;
            case 2:
                third = value;
                break;
            case 3:
                fourth = value;
                break;
            default:
                return;
        }

        count++;
    }
}
