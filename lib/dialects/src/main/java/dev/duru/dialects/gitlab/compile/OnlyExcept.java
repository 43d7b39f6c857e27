package dev.duru.dialects.gitlab.compile;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.duru.dialects.gitlab.rules.RuleExpression;
import dev.duru.dialects.gitlab.rules.Rules;
import dev.duru.dialects.gitlab.rules.Situation;
import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.util.List;
import java.util.Map;

/** {@code only} and {@code except}, which are older than rules. */
final class OnlyExcept {
    /** Words for the source of a pipeline. */
    private static final Map<String, String> SOURCES =
            Map.ofEntries(
                    Map.entry("api", "api"),
                    Map.entry("chat", "chat"),
                    Map.entry("external", "external"),
                    Map.entry("external_pull_requests", "external_pull_request_event"),
                    Map.entry("merge_requests", "merge_request_event"),
                    Map.entry("pipelines", "pipeline"),
                    Map.entry("pushes", "push"),
                    Map.entry("schedules", "schedule"),
                    Map.entry("triggers", "trigger"),
                    Map.entry("web", "web"));

    private OnlyExcept() {}

    /**
     * Whether a job without rules is in the pipeline.
     *
     * @param anywhere whether one without {@code only} is in every pipeline, not just in those of
     *     branches and tags
     */
    static boolean included(YamlMap job, Situation situation, boolean anywhere) {
        YamlNode only = Trees.at(job, "only");
        YamlNode except = Trees.at(job, "except");
        boolean wanted =
                only == null
                        ? anywhere || refs(List.of("branches", "tags"), situation)
                        : holds(only, situation, true);
        return wanted && (except == null || !holds(except, situation, false));
    }

    /** Of a mapping, {@code only} needs every part that is there, {@code except} any one. */
    private static boolean holds(YamlNode policy, Situation situation, boolean all) {
        if (!(policy instanceof YamlMap map)) {
            return refs(Trees.texts(policy), situation);
        }
        YamlNode refs = Trees.at(map, "refs");
        YamlNode variables = Trees.at(map, "variables");
        YamlNode changes = Trees.at(map, "changes");
        YamlNode kubernetes = Trees.at(map, "kubernetes");
        boolean any = false;
        boolean every = true;
        if (refs != null || (all && changes == null && variables == null && kubernetes == null)) {
            boolean fits =
                    refs(refs == null ? List.of("branches", "tags") : Trees.texts(refs), situation);
            any = fits;
            every = fits;
        }
        if (variables != null) {
            boolean fits =
                    Trees.texts(variables).stream()
                            .anyMatch(code -> RuleExpression.holds(code, situation.variables()));
            any |= fits;
            every &= fits;
        }
        if (changes != null) {
            boolean fits = Rules.changed(changes, situation);
            any |= fits;
            every &= fits;
        }
        if (kubernetes != null) {
            boolean fits = !situation.variable("KUBECONFIG").isEmpty();
            any |= fits;
            every &= fits;
        }
        return all ? every : any;
    }

    private static boolean refs(List<String> refs, Situation situation) {
        return refs.stream().anyMatch(ref -> ref(ref, situation));
    }

    private static boolean ref(String whole, Situation situation) {
        String ref = whole;
        int at = whole.lastIndexOf('@');
        if (at > 0 && !whole.endsWith("/")) {
            if (!whole.substring(at + 1).equals(situation.variable("CI_PROJECT_PATH"))) {
                return false;
            }
            ref = whole.substring(0, at);
        }
        String source = situation.variable("CI_PIPELINE_SOURCE");
        if (ref.equals("branches")) {
            return !situation.variable("CI_COMMIT_BRANCH").isEmpty();
        }
        if (ref.equals("tags")) {
            return !situation.variable("CI_COMMIT_TAG").isEmpty();
        }
        String wanted = SOURCES.get(ref);
        if (wanted != null) {
            return wanted.equals(source);
        }
        String name = situation.variable("CI_COMMIT_REF_NAME");
        return ref.startsWith("/") && ref.lastIndexOf('/') > 0
                ? matches(ref, name)
                : ref.equals(name);
    }

    private static boolean matches(String pattern, String name) {
        int end = pattern.lastIndexOf('/');
        String flags = pattern.substring(end + 1);
        String body = pattern.substring(1, end);
        try {
            return Pattern.compile(flags.contains("i") ? "(?i)" + body : body).matcher(name).find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }
}
