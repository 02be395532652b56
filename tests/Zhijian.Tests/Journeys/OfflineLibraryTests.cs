using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Zhijian.Modules.Library;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Writing;
using Zhijian.Testing;

namespace Zhijian.Journeys;

[Collection(BrowserJourneys.Name)]
public sealed class OfflineLibraryTests(BrowserSession session)
{
    private const string IsKept = "async () => await caches.has('zhijian-library-1')";

    [Fact]
    public async Task A_text_that_its_reader_keeps_opens_without_network_and_is_gone_after_signing_out()
    {
        var lesson = await session.World.Read(db => db.Set<LibraryEdition>().Where(e => e.Kind == LibraryKind.Cards && e.State == EditionState.Current && e.Path == "1.").OrderBy(e => e.ItemId).FirstAsync());
        var cards = CardDeck.Of(lesson.Text);
        await using var member = await session.SignedInApart("member", new Looks { ServiceWorker = true });
        await member.Go($"/library/{lesson.ItemId}");
        var keep = member.Page.Locator("button[data-keep-pages]");
        await Assertions.Expect(keep).ToHaveAttributeAsync("aria-pressed", "false");
        Assert.False(await member.Page.EvaluateAsync<bool>(IsKept));
        await member.Tap(keep);
        await Assertions.Expect(keep).ToHaveAttributeAsync("aria-pressed", "true", new() { Timeout = 20_000 });

        await member.Page.Context.SetOfflineAsync(true);
        await member.Go($"/library/{lesson.ItemId}?part=2");
        await Assertions.Expect(member.Page.Locator(".z-lesson")).ToContainTextAsync(cards[1].Title);
        await member.Tap("下一页");
        await Assertions.Expect(member.Page.Locator(".z-lesson")).ToContainTextAsync(cards[2].Title);

        await member.Page.Context.SetOfflineAsync(false);
        await member.Go($"/library/{lesson.ItemId}");
        await Assertions.Expect(keep).ToHaveAttributeAsync("aria-pressed", "true");
        await member.Page.EvaluateAsync("() => document.querySelector('form[data-sign-out]').requestSubmit()");
        await member.Page.WaitForURLAsync(new System.Text.RegularExpressions.Regex("/sign-in|/$"));
        await member.Page.WaitForFunctionAsync("async () => !await caches.has('zhijian-library-1')");
    }
}
