<#include "task.ftl">

<#include "device.ftl">

# The search so far

${standing}

<#include "knowledge.ftl">
# The latest evaluations

<#list trend as line>
- ${line}
</#list>

# How to answer

Answer with JSON of this form, with at most four beliefs, each on one transformation, and each with the numbers of the evaluations that show it:

{"beliefs": [{"text": "one sentence", "transformation": "vectorize", "pays": true, "tasks": "any", "devices": "this", "condition": "parameter >= 8", "evidence": [12, 31]}], "advice": [{"arm": "transform:vectorize", "weight": 0.5}]}

`pays` is a prediction: true if children made by the transformation will be faster than their parents now and then, false if they never
will; an evaluation that is cited must show it. A belief is dropped as soon as measurements contradict it. `tasks` and `devices` say how far it
reaches: `any` task or those of the kind `${place.tasks}`, `this` device or every ${place.devices}. `condition` says when it holds, as comparisons over the
sizes ${sizes} and `parameter`, the largest number that the transformation is given; empty if always. `advice` weighs what the search should do next, between -1 (avoid) and 1
(prefer); its arms are: ${arms}.
