package dev.duru.web;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import gg.jte.output.StringOutput;
import java.util.Map;

/** A module's templates, compiled with it by the JTE plugin into one package. */
public final class Templates {
    private final TemplateEngine engine;

    /**
     * @param packageName the package that the plugin generates into, {@code dev.duru.STATION.pages}
     * @param loader of the module's classes
     */
    public Templates(String packageName, ClassLoader loader) {
        this.engine = TemplateEngine.createPrecompiled(null, ContentType.Html, loader, packageName);
    }

    /**
     * Renders at once, so that a failing template is an error and not half a page.
     *
     * @param template the file below {@code src/main/jte}, such as {@code issue.jte}
     */
    public Content render(String template, Map<String, Object> params) {
        StringOutput text = new StringOutput();
        engine.render(template, params, text);
        return new Rendered(text.toString());
    }

    private record Rendered(String html) implements Content {
        @Override
        public void writeTo(TemplateOutput output) {
            output.writeContent(html);
        }
    }
}
