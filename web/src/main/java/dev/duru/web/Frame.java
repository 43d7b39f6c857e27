package dev.duru.web;

import dev.duru.kernel.Identity;
import dev.duru.kernel.ProjectName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the layout shows around a page.
 *
 * @param theme {@code light}, {@code dark} or {@code auto}
 * @param project the project that the page belongs to
 * @param tabs the project's tabs that this visitor may see
 * @param here path and query of the page, for coming back to it
 */
public record Frame(
        Page page,
        Language language,
        String theme,
        Identity identity,
        @Nullable ProjectName project,
        List<Tab> tabs,
        String csrf,
        String assets,
        String here,
        Texts.Words words) {

    /** The key of a tab's name in the texts. */
    public String tabName(Tab tab) {
        return words.text("tab." + tab.name().toLowerCase(java.util.Locale.ROOT));
    }

    /** Where a tab leads. */
    public String tabPath(Tab tab) {
        return "/" + project + tab.path();
    }

    public String windowTitle() {
        return project == null
                ? page.title() + " · Duru"
                : page.title() + " · " + project + " · Duru";
    }
}
