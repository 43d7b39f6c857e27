package dev.duru.dialects.expressions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.dialects.plan.Cond;
import dev.duru.dialects.plan.EnvLayers;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.ShellChoice;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.RunStatus;
import dev.duru.dialects.value.Value;
import dev.duru.yaml.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExpressionsTest {
    private static final Position AT = new Position("ci.yml", 7, 11);
    private static final Contexts CONTEXTS =
            Contexts.of(Obj.of("github", Obj.of("ref", "main", "n", 3), "env", Obj.of("A", "1")));

    private static Expr text(String text) {
        return new Expr.GhaText(text, AT);
    }

    @Test
    void oneExpressionKeepsItsTypeAndMoreBecomeText() {
        assertThat(Expressions.evaluate(text("${{ github.n }}"), CONTEXTS)).isEqualTo(Value.of(3));
        assertThat(Expressions.evaluate(text("v${{ github.n }}-${{ github.ref }}"), CONTEXTS))
                .isEqualTo(Value.of("v3-main"));
        assertThat(Expressions.text(text("${{ 'a}}b' }}"), CONTEXTS)).isEqualTo("a}}b");
        assertThat(Expressions.number(Expr.unset(AT), CONTEXTS)).isEmpty();
        assertThat(Expressions.number(text("${{ github.n }}"), CONTEXTS)).hasValue(3);
    }

    @Test
    void mistakesKnowTheirPlace() {
        assertThatThrownBy(() -> Expressions.evaluate(text("x ${{ github.ref = 1 }}"), CONTEXTS))
                .hasMessageStartingWith("ci.yml:7:28: unexpected `=`");
        assertThatThrownBy(() -> Expressions.evaluate(text("a\n  ${{ fromJSON('{') }}"), CONTEXTS))
                .hasMessageStartingWith("ci.yml:8:16: fromJSON(): not JSON");
        assertThatThrownBy(() -> Expressions.number(text("${{ github.ref }}"), CONTEXTS))
                .hasMessage("ci.yml:7:11: expected a number but got `main`");
        assertThatThrownBy(() -> Expressions.text(text("${{ hashFiles('x') }}"), CONTEXTS))
                .hasMessageContaining("needs a workspace");
    }

    @Test
    void conditionsLookAtTheStatus() {
        Expr always = new Expr.Lit(Value.of(true), AT);
        Cond usual = new Cond(always, Cond.StatusDefault.SUCCESS, Cond.Phase.STEP_START);
        Cond onFailure =
                new Cond(
                        new Expr.GhaExpr("failure() && github.n > 2", AT),
                        Cond.StatusDefault.NONE,
                        Cond.Phase.STEP_START);
        for (RunStatus status : RunStatus.values()) {
            Contexts contexts = CONTEXTS.withStatus(status);
            assertThat(Expressions.holds(usual, contexts)).isEqualTo(status == RunStatus.SUCCESS);
            assertThat(Expressions.holds(onFailure, contexts))
                    .isEqualTo(status == RunStatus.FAILURE);
        }
        assertThat(RunStatus.ofAncestors(List.of(RunStatus.SUCCESS, RunStatus.SKIPPED)))
                .isEqualTo(RunStatus.SKIPPED);
        assertThat(RunStatus.ofAncestors(List.of(RunStatus.SKIPPED, RunStatus.FAILURE)))
                .isEqualTo(RunStatus.FAILURE);
    }

    @Test
    void layersOfVariablesSeeThoseBelow() {
        Map<String, Expr> low = new LinkedHashMap<>(Map.of("B", text("${{ env.A }}2")));
        Map<String, Expr> high =
                new LinkedHashMap<>(Map.of("B", text("${{ env.B }}3"), "C", text("${{ true }}")));
        EnvLayers layers =
                new EnvLayers(
                        List.of(
                                new EnvLayers.Layer(
                                        EnvLayers.Origin.WORKFLOW, new Expr.Fields(low, AT)),
                                new EnvLayers.Layer(
                                        EnvLayers.Origin.JOB, new Expr.Fields(high, AT))));
        assertThat(Expressions.variables(layers, CONTEXTS))
                .containsOnly(Map.entry("A", "1"), Map.entry("B", "123"), Map.entry("C", "true"));
        EnvLayers.Layer whole = new EnvLayers.Layer(EnvLayers.Origin.STEP, text("${{ github }}"));
        assertThat(Expressions.variables(whole, CONTEXTS))
                .containsOnly(Map.entry("ref", "main"), Map.entry("n", "3"));
        assertThatThrownBy(() ->
                        Expressions.variables(
                                new EnvLayers.Layer(EnvLayers.Origin.STEP, text("x")), CONTEXTS))
                .hasMessage("ci.yml:7:11: expected variables as an object but got `x`");
    }

    @Test
    void shellsWithNamesFromExpressions() {
        ShellChoice unknown =
                new ShellChoice.Named(
                        text("${{ github.ref }}"), dev.duru.dialects.github.compile.Shells::named);
        assertThatThrownBy(() -> Expressions.shell(unknown, CONTEXTS))
                .hasMessageStartingWith("ci.yml:7:11: there is no shell `main`");
        ShellChoice perl =
                new ShellChoice.Named(
                        text("perl {0}"), dev.duru.dialects.github.compile.Shells::named);
        assertThat(Expressions.shell(perl, CONTEXTS).command("f")).containsExactly("perl", "f");
    }
}
