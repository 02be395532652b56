namespace Zhijian.Platform.Sealing;

/// <summary>A sealed value can't be opened, or the keys are not there; the message says what to do.</summary>
public sealed class SealingException : Exception
{
    public SealingException(string message)
        : base(message)
    {
    }

    public SealingException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public SealingException()
    {
    }
}
