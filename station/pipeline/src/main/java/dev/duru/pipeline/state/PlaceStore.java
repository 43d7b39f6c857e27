package dev.duru.pipeline.state;

import dev.duru.kernel.Tx;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The environments that jobs have entered. */
public final class PlaceStore {
    public void keep(Tx tx, long job, JobPlace place) {
        tx.sql()
                .execute(
                        """
                        insert into job_environment (job_id, environment, url) values (?, ?, ?)
                        on conflict (job_id) do update set environment = excluded.environment,
                            url = excluded.url
                        """,
                        job,
                        place.environment(),
                        place.url());
    }

    /** Those of a run's jobs, by the job's id, in the order of the file. */
    public Map<Long, JobPlace> of(Handle sql, long run) {
        Map<Long, JobPlace> places = new LinkedHashMap<>();
        sql.createQuery(
                        """
                        select e.job_id, e.environment, e.url from job_environment e
                        join job j on j.id = e.job_id
                        where j.run_id = :run and j.superseded = 0 order by j.ordinal
                        """)
                .bind("run", run)
                .map((rs, ctx) ->
                        Map.entry(
                                rs.getLong("job_id"),
                                new JobPlace(rs.getString("environment"), rs.getString("url"))))
                .forEach(entry -> places.put(entry.getKey(), entry.getValue()));
        return places;
    }
}
