package dev.duru.pipeline;

import dev.duru.web.Page;
import dev.duru.web.Request;
import dev.duru.web.Tab;
import dev.duru.web.Templates;
import dev.duru.web.Texts;
import java.util.HashMap;
import java.util.Map;

/** Renders the station's templates, with what all of them need. */
final class Sheets {
    private static final String PACKAGE = "dev.duru.pipeline";

    private final Templates templates =
            new Templates(PACKAGE + ".pages", Sheets.class.getClassLoader());
    private final Texts texts = Texts.of(PACKAGE, Sheets.class.getClassLoader());

    /** A page among the runs. */
    Page page(Request request, String title, String template, Map<String, Object> params) {
        return page(request, Tab.RUNS, title, template, params);
    }

    Page page(Request request, Tab tab, String title, String template, Map<String, Object> params) {
        Map<String, Object> all = new HashMap<>(params);
        all.put("request", request);
        all.put("words", words(request));
        return new Page(title, tab, templates.render(template + ".jte", all));
    }

    Texts.Words words(Request request) {
        return texts.in(request.language());
    }
}
