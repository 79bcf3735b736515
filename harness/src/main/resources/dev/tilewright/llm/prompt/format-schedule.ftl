# How to answer

Answer with a whole schedule in place of the one above, as JSON of this form:

{"idea": "one line", "steps": [{"nest": "C", "transformation": "split", "arguments": ["k", "16"]}, …]}

`nest` is the tensor that the statement assigns. The transformations there are:
<#list summaries as summary>
- ${summary}
</#list>
<#if proposals?has_content>

Steps that would be legal after the schedule above, among others:
<#list proposals as proposal>
- ${proposal}
</#list>
</#if>
