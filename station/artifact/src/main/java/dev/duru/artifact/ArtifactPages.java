package dev.duru.artifact;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact.PackagingFailed;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.web.Access;
import dev.duru.web.Page;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import dev.duru.web.Templates;
import dev.duru.web.Texts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The images of a project, and one of them, as pages. */
final class ArtifactPages {
    private static final String PACKAGE = "dev.duru.artifact";
    private static final int SHOWN = 100;
    private static final int FAILURES = 3;
    private static final Duration FAILURES_SINCE = Duration.ofDays(30);

    private final ReadImages images;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Templates templates =
            new Templates(PACKAGE + ".pages", ArtifactPages.class.getClassLoader());
    private final Texts texts = Texts.of(PACKAGE, ArtifactPages.class.getClassLoader());

    ArtifactPages(ReadImages images, Ledger ledger, InstantSource clock) {
        this.images = images;
        this.ledger = ledger;
        this.clock = clock;
    }

    void add(Router router) {
        router.page("/{owner}/{project}/images", Access.project(Role.READER), this::list)
                .page(
                        "/{owner}/{project}/images/{reference}",
                        Access.project(Role.READER),
                        this::one);
    }

    private Reply list(Request request) {
        ProjectName project = request.project();
        List<ImageView> all = images.newest(project, SHOWN);
        Map<String, Object> params =
                Map.of(
                        "images", all,
                        "failures", failures(project, all),
                        "address", address(request));
        return Reply.page(page(request, text(request, "images.title"), "images.jte", params));
    }

    private Reply one(Request request) {
        ImageView.Detail detail = images.detail(request.project(), request.param("reference"));
        Map<String, Object> params = Map.of("detail", detail, "address", address(request));
        String title =
                detail.image().tags().isEmpty()
                        ? detail.image().digest().substring(0, 19)
                        : detail.image().tags().getFirst();
        return Reply.page(page(request, title, "image.jte", params));
    }

    /** The newest commits that should have become an image and have none. */
    private List<Entry> failures(ProjectName project, List<ImageView> built) {
        Set<String> commits = built.stream().map(ImageView::commit).collect(Collectors.toSet());
        List<Entry> failed =
                ledger.ofKinds(
                        project, clock.instant().minus(FAILURES_SINCE), PackagingFailed.class);
        return failed.reversed().stream()
                .filter(entry ->
                        entry.fact() instanceof PackagingFailed fact
                                && !commits.contains(fact.commit()))
                .limit(FAILURES)
                .toList();
    }

    /** What clients of the registry put before the tag: host, port and repository. */
    private static String address(Request request) {
        String origin = request.origin();
        return origin.substring(origin.indexOf("://") + 3) + "/" + request.project();
    }

    private Page page(Request request, String title, String template, Map<String, Object> params) {
        Map<String, Object> all = new HashMap<>(params);
        all.put("request", request);
        all.put("words", texts.in(request.language()));
        return new Page(title, Tab.IMAGES, templates.render(template, all));
    }

    private String text(Request request, String key) {
        return texts.text(request.language(), key);
    }
}
