package dev.duru.web;

import gg.jte.Content;
import java.util.List;

/**
 * A page: what goes into the layout.
 *
 * @param title the title of the window, without the project's name and Duru's
 * @param tab which entry of the navigation is the current one
 * @param body the content of {@code <main>}
 * @param scripts names of assets ({@link Router#asset}, {@code uplot.js}) that the page needs
 */
public record Page(String title, Tab tab, Content body, List<String> scripts) {

    public Page(String title, Tab tab, Content body) {
        this(title, tab, body, List.of());
    }

    /** The same page with scripts, loaded deferred and in this order. */
    public Page withScripts(String... names) {
        return new Page(title, tab, body, List.of(names));
    }
}
