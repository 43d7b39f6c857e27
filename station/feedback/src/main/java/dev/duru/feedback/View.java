package dev.duru.feedback;

import dev.duru.web.Request;
import dev.duru.web.Templates;
import dev.duru.web.Texts;
import gg.jte.Content;
import java.util.HashMap;
import java.util.Map;

/** Renders the station's templates with what all of them need. */
final class View {
    private final Templates templates =
            new Templates("dev.duru.feedback.pages", View.class.getClassLoader());
    private final Texts texts = Texts.of("dev.duru.feedback", View.class.getClassLoader());

    Texts.Words words(Request request) {
        return texts.in(request.language());
    }

    /** Adds {@code request} and {@code words} to the template's parameters. */
    Content render(String template, Request request, Map<String, Object> params) {
        Map<String, Object> all = new HashMap<>(params);
        all.put("request", request);
        all.put("words", words(request));
        return templates.render(template, all);
    }
}
