package dev.duru.observe.dashboard;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a dashboard or a panel leads.
 *
 * @param url with variables as they stand in the file; empty for the dashboards with some tags
 * @param tags which dashboards of the project are meant; empty for all
 * @param keepTime whether it takes the time of the page along
 * @param keepVariables whether it takes what is chosen along
 */
public record Link(
        String title,
        String tooltip,
        String url,
        List<String> tags,
        boolean blank,
        boolean keepTime,
        boolean keepVariables) {
    /** The links of a dashboard or of a panel; those that lead nowhere are left out. */
    static List<Link> all(Json json) {
        List<Link> all = new ArrayList<>();
        for (Json each : json.list("links")) {
            each.object("links");
            boolean toDashboards = each.text("type").equals("dashboards");
            String url = each.text("url");
            if (toDashboards || !url.isBlank()) {
                all.add(
                        new Link(
                                each.text("title"),
                                each.text("tooltip"),
                                toDashboards ? "" : url.strip(),
                                each.list("tags").stream().map(Json::text).toList(),
                                each.flag("targetBlank"),
                                each.flag("keepTime"),
                                each.flag("includeVars")));
            }
        }
        return all;
    }
}
