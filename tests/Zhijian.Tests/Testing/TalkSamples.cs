using Zhijian.Modules.Conversation;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Publishing;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Testing;

/// <summary>Articles of a branch that are open for conversation, and what was said below them, in every state.</summary>
internal sealed class TalkSamples
{
    public List<Guid> Articles { get; } = [];

    /// <summary>Articles for which the member and the secretary gave thanks.</summary>
    public List<Guid> Thanked { get; } = [];

    /// <summary>Comments that the member wrote a moment ago.</summary>
    public List<Guid> OfMember { get; } = [];

    /// <summary>Comments of people who are nobody here.</summary>
    public List<Guid> OfOthers { get; } = [];

    public List<Guid> ToAnswer { get; } = [];

    /// <summary>Questions of people who are nobody here.</summary>
    public List<Guid> Asked { get; } = [];

    public List<Guid> AskedByMember { get; } = [];

    /// <summary>Cases to be decided.</summary>
    public List<Guid> Open { get; } = [];

    /// <summary>Cases of the member's comments that were hidden, so that they may appeal.</summary>
    public List<Guid> HiddenOfMember { get; } = [];

    /// <summary>Cases under appeal that the branch decided.</summary>
    public List<Guid> Appealed { get; } = [];

    public static TalkSamples Add(ZhijianDb db, Organisation branch, Guid member, Guid secretary, DateTimeOffset now, int ofEach)
    {
        var made = new TalkSamples();
        for (var i = 0; i < ofEach; i++)
        {
            var article = Shown(db, branch, $"聊一聊{i}", now);
            made.Articles.Add(article);
            var thanked = Shown(db, branch, $"谢一谢{i}", now);
            made.Thanked.Add(thanked);
            foreach (var reader in new[] { member, secretary })
            {
                db.Add(new ArticleThanks { ArticleId = thanked, MemberId = reader, Path = branch.Path, IsGiven = true, At = now });
            }
            // A comment may be changed for some minutes only, and trying all forms of a site takes longer on a busy machine.
            made.OfMember.Add(Said(db, article, branch, member, now.AddHours(1)).Id);
            made.OfOthers.Add(Said(db, article, branch, Guid.NewGuid(), now).Id);
            made.ToAnswer.Add(Said(db, article, branch, Guid.NewGuid(), now).Id);
            made.Asked.Add(Question(db, article, branch, Guid.NewGuid(), now));
            made.AskedByMember.Add(Question(db, article, branch, member, now));
            made.Open.Add(Case(db, article, branch, Guid.NewGuid(), MisuseState.Open, now));
            made.HiddenOfMember.Add(Case(db, article, branch, member, MisuseState.Hidden, now));
            made.Appealed.Add(Case(db, article, branch, Guid.NewGuid(), MisuseState.Appealed, now));
        }
        return made;
    }

    private static Guid Shown(ZhijianDb db, Organisation branch, string title, DateTimeOffset now)
    {
        var article = new Article { Path = branch.Path, OrganisationId = branch.Id, OrganisationName = branch.Name, Kind = ArticleKind.News, Title = title, Text = "# 一\n\n甲", Audience = OpenScope.Own, Conversing = Conversing.CommentsAndQuestions, CreatedBy = Guid.NewGuid(), CreatedAt = now };
        article.Approve([], null, now, out var edition);
        article.Publish();
        edition.State = ShowingState.Current;
        db.Add(article);
        db.Add(edition);
        return article.Id;
    }

    private static ArticleComment Said(ZhijianDb db, Guid article, Organisation branch, Guid writer, DateTimeOffset now)
    {
        var comment = new ArticleComment { ArticleId = article, ArticleTitle = "聊一聊", Path = branch.Path, OrganisationId = branch.Id, MemberId = writer, MemberName = "甲乙", Text = "收到，按时参加。", At = now };
        db.Add(comment);
        return comment;
    }

    private static Guid Question(ZhijianDb db, Guid article, Organisation branch, Guid asker, DateTimeOffset now)
    {
        var question = new ArticleQuestion { ArticleId = article, ArticleTitle = "聊一聊", Path = branch.Path, OrganisationId = branch.Id, OrganisationName = branch.Name, MemberId = asker, MemberName = "甲乙", Text = "几点开始？", At = now };
        db.Add(question);
        return question.Id;
    }

    private static Guid Case(ZhijianDb db, Guid article, Organisation branch, Guid writer, MisuseState state, DateTimeOffset now)
    {
        var comment = Said(db, article, branch, writer, now);
        var it = new MisuseCase { Path = branch.Path, OrganisationId = branch.Id, CommentId = comment.Id, ArticleId = article, ArticleTitle = "聊一聊", Reason = MisuseReason.Advertisement, WriterId = writer, WriterName = "甲乙", Text = comment.Text, State = state, OpenedAt = now };
        db.Add(it);
        db.Add(new MisuseReport { CaseId = it.Id, MemberId = Guid.NewGuid(), Path = branch.Path, Reason = MisuseReason.Advertisement, Note = "第一句", At = now });
        if (state != MisuseState.Open)
        {
            it.Text = comment.Hide();
            (it.DecidedBy, it.DecidedByName, it.DecidedAt, it.DecidedDepth, it.Decision) = (Guid.NewGuid(), "丙丁", now, branch.Path.Count(c => c == '.'), "是广告");
        }
        if (state == MisuseState.Appealed)
        {
            (it.Appeal, it.AppealedAt) = ("不是广告", now);
        }
        return it.Id;
    }
}
