package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.VaultSecret;
import dev.duru.kernel.ProblemException;
import java.util.Map;

/** Port: secrets that a vault keeps for jobs. */
@FunctionalInterface
public interface Vault {
    /** None can be asked: a secret is what the variable of its name is already. */
    Vault NONE =
            (secret, variables) -> {
                String given = variables.get(secret.name());
                if (given == null) {
                    throw ProblemException.user(
                            secret.src()
                                    + ": no vault can be asked for "
                                    + secret.name()
                                    + " here; give its value by --variable "
                                    + secret.name()
                                    + "=VALUE");
                }
                return given;
            };

    /**
     * The value of a secret.
     *
     * @param variables of the job
     * @throws ProblemException RESOURCE when the vault cannot be reached, FORBIDDEN when it refuses
     *     the job, NOT_FOUND when it has no such secret, USER when the job does not say enough
     */
    String value(VaultSecret secret, Map<String, String> variables);
}
