namespace Zhijian.Modules.Publishing;

/// <summary>What an article is.</summary>
public enum ArticleKind
{
    News,

    /// <summary>Something to know or do; it may ask for a receipt.</summary>
    Notice,

    /// <summary>Other articles under one heading.</summary>
    Topic,

    /// <summary>The page on which an organisation presents itself.</summary>
    About,

    /// <summary>Rooms of pictures and texts: each heading is one.</summary>
    Exhibition,

    /// <summary>What the directory of open Party affairs asks for.</summary>
    Disclosure,
}

/// <summary>How an article stands.</summary>
public enum ArticleState
{
    /// <summary>Being written; an earlier edition may be on show meanwhile.</summary>
    Draft,

    InReview,

    /// <summary>Approved, and shown from its moment on.</summary>
    Scheduled,

    Published,

    /// <summary>Its time on show is over.</summary>
    Expired,

    Withdrawn,
}

/// <summary>What an article's readers may write below it, as its editor chose.</summary>
public enum Conversing
{
    Nothing,

    /// <summary>Questions to those who wrote it; an answer may be shown with its question.</summary>
    Questions,

    /// <summary>Comments too, under one's own name.</summary>
    CommentsAndQuestions,
}

/// <summary>Whether an edition is the one that readers see.</summary>
public enum ShowingState
{
    Scheduled,
    Current,
    Superseded,
    Expired,
    Withdrawn,
}
