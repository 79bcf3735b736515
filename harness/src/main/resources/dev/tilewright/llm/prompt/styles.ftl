# The styles of prompt so far

<#list records as record>
- ${record}
</#list>

The reward is the logarithm of the speed-up over the parent; an answer that cannot be used earns a little less than nothing.

# How to answer

Write one or two new styles, each derived from one or two of those above, that you expect to earn more. Answer with JSON of this form:

{"styles": [{"name": "lower-case-words", "role": "who the model is told to be", "hints": "how it is told to think", "evidence": "NONE, SHORT or FULL", "temperature": 0.7, "parents": ["plain"]}]}

`evidence` is how much of what was measured the prompt shows. `role` and `hints` have at most 600 characters each.
