package dev.tilewright.evolve.control;

/**
 * What a controller believes of an arm.
 *
 * @param mean what the arm is expected to earn, in units of reward; for {@code reinforce}, how much it is preferred
 * @param deviation how uncertain the mean is, as a standard deviation; 0 for a policy that does not say
 * @param weight how many rewards that rests on, those that faded counted less
 */
public record Belief(double mean, double deviation, double weight) {}
