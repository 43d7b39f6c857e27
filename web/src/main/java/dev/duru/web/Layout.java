package dev.duru.web;

import dev.duru.kernel.Problem;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import gg.jte.Content;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts pages into the layout, and problems into a page. */
final class Layout {
    private final Templates templates =
            new Templates("dev.duru.web.pages", Layout.class.getClassLoader());
    private final Texts texts = Texts.of("dev.duru.web", Layout.class.getClassLoader());
    private final Assets assets;

    Layout(Assets assets) {
        this.assets = assets;
    }

    byte[] page(Page page, Request request, boolean known) {
        boolean inProject = known && request.ofProject() && request.role().isPresent();
        @Nullable ProjectName project = inProject ? request.project() : null;
        boolean maintains = inProject && request.may(Role.MAINTAINER);
        List<Tab> tabs =
                Arrays.stream(Tab.values())
                        .filter(Tab::ofProject)
                        .filter(tab -> tab != Tab.SETTINGS || maintains)
                        .toList();
        Language language = request.language();
        Frame frame =
                new Frame(
                        page,
                        language,
                        theme(request),
                        known ? request.identity() : dev.duru.kernel.Identity.ANONYMOUS,
                        project,
                        tabs,
                        known ? request.csrf() : "",
                        assets.base(),
                        request.target(),
                        texts.in(language));
        return bytes(templates.render("layout.jte", Map.of("frame", frame)));
    }

    Page problem(Problem problem, Request request) {
        Texts.Words words = texts.in(request.language());
        String title = words.text("problem." + problem.code().name());
        return new Page(
                title,
                Tab.NONE,
                templates.render(
                        "problem.jte", Map.of("problem", problem, "title", title, "words", words)));
    }

    private static String theme(Request request) {
        return request.cookie("duru_theme")
                .filter(theme -> theme.equals("light") || theme.equals("dark"))
                .orElse("auto");
    }

    static byte[] bytes(Content content) {
        StringOutput text = new StringOutput();
        content.writeTo(text);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
