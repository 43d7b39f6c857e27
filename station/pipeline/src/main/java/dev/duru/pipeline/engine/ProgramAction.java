package dev.duru.pipeline.engine;

import dev.duru.dialects.github.syntax.ActionSyntax;
import dev.duru.dialects.plan.ActionRef;
import dev.duru.dialects.plan.Cond;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Step;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One use of an action that is a program, for Node.js or in an image: its files, and the state that
 * its own beginning, middle and end hand on to each other and nobody else sees.
 */
final class ProgramAction {
    private final Step.UseAction use;
    private final ActionSyntax syntax;
    private final Path folder;
    private final Optional<ActionRef.Repository> origin;
    private final Map<String, String> state = new LinkedHashMap<>();
    private boolean posted;

    ProgramAction(
            Step.UseAction use,
            ActionSyntax syntax,
            Path folder,
            Optional<ActionRef.Repository> origin) {
        this.use = use;
        this.syntax = syntax;
        this.folder = folder;
        this.origin = origin;
    }

    Step.UseAction use() {
        return use;
    }

    ActionSyntax syntax() {
        return syntax;
    }

    /** Where its {@code action.yml} lies. */
    Path folder() {
        return folder;
    }

    /** The repository that it comes from, unless it lies in the workspace. */
    Optional<ActionRef.Repository> origin() {
        return origin;
    }

    /** What it saved, by name without {@code STATE_}. */
    Map<String, String> state() {
        return state;
    }

    /** The major version of Node.js that it wants. */
    int version() {
        String digits = syntax.using().replaceFirst("^node", "");
        return digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : 0;
    }

    /** Whether it runs in a container. */
    boolean isImage() {
        return syntax.using().equals("docker");
    }

    /** What its end is called in its {@code runs}. */
    String post() {
        return isImage() ? "post-entrypoint" : "post";
    }

    /** What its beginning is called in its {@code runs}. */
    String pre() {
        return isImage() ? "pre-entrypoint" : "pre";
    }

    /** What {@code runs} says under a key, if it is anything. */
    Optional<YamlNode> runs(String key) {
        return syntax.root()
                .find("runs")
                .filter(YamlMap.class::isInstance)
                .flatMap(runs -> ((YamlMap) runs).find(key));
    }

    /** A program such as {@code main}, {@code pre} or {@code post}, or {@code ""}. */
    String program(String key) {
        return scalar(key).map(YamlScalar::text).orElse("");
    }

    /** Notes that its end is planned; true the first time. */
    boolean plansPost() {
        boolean first = !posted;
        posted = true;
        return first && !program(post()).isEmpty();
    }

    /** The condition {@code pre-if} or {@code post-if}; without one it always runs. */
    Cond condition(String key) {
        Optional<YamlScalar> scalar = scalar(key).filter(text -> !text.text().isBlank());
        Position position = scalar.map(YamlScalar::content).orElse(use.head().src());
        String code = scalar.map(YamlScalar::text).orElse("always()");
        Expr expr =
                code.contains("${{")
                        ? new Expr.GhaText(code, position)
                        : new Expr.GhaExpr(code, position);
        return new Cond(expr, Cond.StatusDefault.NONE, Cond.Phase.STEP_START);
    }

    private Optional<YamlScalar> scalar(String key) {
        return runs(key).filter(YamlScalar.class::isInstance).map(YamlScalar.class::cast);
    }
}
