package dev.duru.observe.rules;

import dev.duru.kernel.ProblemException;
import dev.duru.observe.file.Section;
import dev.duru.observe.template.Template;
import dev.duru.observe.template.TemplateException;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.query.syntax.QueryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a file of rules in Prometheus' format. */
public final class RuleFile {
    private RuleFile() {}

    /**
     * The groups of a file. A group without an interval has the interval 0.
     *
     * @param file the name to show
     * @throws ProblemException USER with the place of what is wrong
     */
    public static List<RuleGroup> read(String file, String text) {
        Section root = Section.read(file, text);
        List<RuleGroup> groups = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section section : root.sections("groups")) {
            RuleGroup group = group(file, section);
            if (!names.add(group.name())) {
                throw section.wrong(
                        "name",
                        "a second group is named `" + group.name() + "`; give it another name");
            }
            groups.add(group);
        }
        root.end("a file of rules");
        return groups;
    }

    private static RuleGroup group(String file, Section section) {
        String name = section.required("name");
        Map<String, String> common = section.pairs("labels");
        List<Rule> rules = new ArrayList<>();
        for (Section each : section.sections("rules")) {
            rules.add(rule(each, common));
        }
        RuleGroup group =
                new RuleGroup(
                        "",
                        file,
                        name,
                        section.duration("interval", Duration.ZERO),
                        section.duration("query_offset", Duration.ZERO),
                        Math.toIntExact(Math.max(0, section.whole("limit", 0))),
                        rules);
        section.end("a group");
        return group;
    }

    private static Rule rule(Section section, Map<String, String> common) {
        if (section.has("record") == section.has("alert")) {
            throw ProblemException.user(
                    section.position()
                            + ": a rule has either `record` or `alert`; write one of them");
        }
        String query = section.required("expr");
        try {
            QueryEngine.parse(query);
        } catch (QueryException e) {
            throw section.wrong("expr", "could not parse expression: " + e.getMessage());
        }
        Map<String, String> labels = new HashMap<>(common);
        labels.putAll(section.pairs("labels"));
        for (String label : labels.keySet()) {
            if (!Labels.isName(label) || label.equals(Labels.NAME)) {
                throw section.wrong("labels", "`" + label + "` is not a name of a label");
            }
        }
        return section.has("record")
                ? recording(section, query, labels)
                : alerting(section, query, labels);
    }

    private static Rule recording(Section section, String query, Map<String, String> labels) {
        String name = section.required("record");
        if (!Labels.isName(name) || name.indexOf('{') >= 0 || name.indexOf(' ') >= 0) {
            throw section.wrong("record", "`" + name + "` is not a name of a series");
        }
        section.end("a recording rule");
        return new Rule.Recording(name, query, labels);
    }

    private static Rule alerting(Section section, String query, Map<String, String> labels) {
        Map<String, String> annotations = section.pairs("annotations");
        Rule.Alerting rule =
                new Rule.Alerting(
                        section.required("alert"),
                        query,
                        section.duration("for", Duration.ZERO),
                        section.duration("keep_firing_for", Duration.ZERO),
                        labels,
                        annotations);
        section.end("an alerting rule");
        checkTemplates(section, "labels", labels);
        checkTemplates(section, "annotations", annotations);
        return rule;
    }

    private static void checkTemplates(Section section, String key, Map<String, String> templates) {
        templates.forEach((name, text) -> {
            try {
                Template.parse(text);
            } catch (TemplateException e) {
                throw section.wrong(key, name + ": " + e.getMessage());
            }
        });
    }
}
