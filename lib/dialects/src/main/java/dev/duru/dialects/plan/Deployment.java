package dev.duru.dialects.plan;

import dev.duru.yaml.Position;
import java.time.Duration;

/**
 * The environment that a job uses: its approvals, its secrets and variables.
 *
 * @param environment gives the name; empty means none
 * @param url where the result can be seen; evaluated when the job is done
 * @param deploys gives a truth: whether the job counts as a deployment; unset means yes
 * @param ending how the environment comes to its end
 */
public record Deployment(Expr environment, Expr url, Expr deploys, Ending ending, Position src) {
    /** Into an environment that stays. */
    public Deployment(Expr environment, Expr url, Expr deploys, Position src) {
        this(environment, url, deploys, Ending.NEVER, src);
    }

    /**
     * How an environment ends.
     *
     * @param stops whether the job itself ends it
     * @param onStop the job of the same plan that ends it, by its key; {@code ""} for none
     * @param after how long after this job it ends by itself; zero for never
     */
    public record Ending(boolean stops, String onStop, Duration after) {
        /** It stays. */
        public static final Ending NEVER = new Ending(false, "", Duration.ZERO);
    }
}
