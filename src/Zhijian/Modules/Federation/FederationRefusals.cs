using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Federation;

/// <summary>Why a sender or a package is refused.</summary>
public static class FederationRefusals
{
    /// <summary>What was typed is no public key on the curve P-256.</summary>
    public static readonly Refusal NoKey = new("federation.no-key", RefusalKind.BadInput, "Form.Key");

    /// <summary>The value is the name of the institution that has the key already.</summary>
    public static readonly Refusal KeyTaken = new("federation.key-taken", RefusalKind.BadInput, "Form.Key");

    /// <summary>The value is the most kilobytes.</summary>
    public static readonly Refusal TooLarge = new("federation.too-large", RefusalKind.BadInput, "Form.Package");
    public static readonly Refusal NotAPackage = new("federation.not-a-package", RefusalKind.BadInput, "Form.Package");

    /// <summary>The value is the key's name as the package says it.</summary>
    public static readonly Refusal UnknownSender = new("federation.unknown-sender", RefusalKind.BadInput, "Form.Package");

    /// <summary>The value is the institution whose key did not sign it.</summary>
    public static readonly Refusal NotSigned = new("federation.not-signed", RefusalKind.BadInput, "Form.Package");

    /// <summary>The value is the month.</summary>
    public static readonly Refusal MonthOpen = new("federation.month-open", RefusalKind.BadInput, "Form.Package");

    /// <summary>The value is the name of the figure.</summary>
    public static readonly Refusal BadFigure = new("federation.bad-figure", RefusalKind.BadInput, "Form.Package");
    public static readonly Refusal HereAlready = new("federation.here-already", RefusalKind.BadInput, "Form.Package");

    /// <summary>The value is the number of the one that counts.</summary>
    public static readonly Refusal Older = new("federation.older", RefusalKind.BadInput, "Form.Package");
    /// <summary>What stands behind the key is no card, or was not signed by it.</summary>
    public static readonly Refusal BadCard = new("federation.bad-card", RefusalKind.BadInput, "Form.Key");

    /// <summary>No institution was chosen that can be written to.</summary>
    public static readonly Refusal NoReceiver = new("federation.no-receiver", RefusalKind.BadInput, "Form.Receiver");

    /// <summary>The value is the most people.</summary>
    public static readonly Refusal TooManyPeople = new("federation.too-many-people", RefusalKind.BadInput, "Form.Members");

    /// <summary>Somebody is unknown here, or their data are restricted.</summary>
    public static readonly Refusal NotToHandOn = new("federation.not-to-hand-on", RefusalKind.BadInput, "Form.Members");
    public static readonly Refusal NotPeople = new("federation.not-people", RefusalKind.BadInput, "Form.Package");

    /// <summary>The value is the format that it says.</summary>
    public static readonly Refusal TooNew = new("federation.too-new", RefusalKind.BadInput, "Form.Package");
    public static readonly Refusal OtherReceiver = new("federation.other-receiver", RefusalKind.BadInput, "Form.Package");

    /// <summary>The value is the institution that signed it.</summary>
    public static readonly Refusal NotOpened = new("federation.not-opened", RefusalKind.BadInput, "Form.Package");
    public static readonly Refusal NoSuchMonth = new("federation.no-such-month", RefusalKind.BadInput, "Form.Month");
}
