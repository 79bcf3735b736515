# What to try

<#if transformation?has_content>
Try `${transformation}`:

${page}
<#else>
Whatever you expect to pay most.
</#if>
