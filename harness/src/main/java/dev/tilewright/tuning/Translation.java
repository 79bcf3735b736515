package dev.tilewright.tuning;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.space.Point;
import java.util.Optional;

/** Which candidates of a domain the points of a space stand for: strategies know the ones, and evolution the others. */
public interface Translation {

    /** Makes the candidate of a point; empty where the domain cannot make it, so that it is as good as failed. */
    Optional<Candidate> candidate(Point point);

    /** Returns the point of a candidate; empty where it is none of the space, such as a kernel that it is compared with. */
    Optional<Point> point(Candidate candidate);
}
