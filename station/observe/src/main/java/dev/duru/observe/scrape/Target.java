package dev.duru.observe.scrape;

import java.net.URI;
import java.util.Map;

/**
 * A page to be read.
 *
 * @param discovered labels before relabeling
 * @param labels that every series of the page gets
 * @param deployed whether Duru deployed it
 * @param optional whether it may have no such page at all, which is no failure then
 */
public record Target(
        ScrapeJob job,
        URI url,
        Map<String, String> discovered,
        Map<String, String> labels,
        boolean deployed,
        boolean optional) {
    /** The labels and the address: what makes it another target. */
    record Key(String job, URI url, Map<String, String> labels) {}

    Key key() {
        return new Key(job.name(), url, labels);
    }
}
