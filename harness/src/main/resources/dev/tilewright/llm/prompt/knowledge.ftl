<#if gains?has_content>
# What was measured on this hardware

Gain of a child over its parent by the loop transformation that it was made with, geometric mean with 95 % interval:
<#list gains as gain>
- ${gain}
</#list>

</#if>
<#if troubles?has_content>
What failed here, and what had been done:
<#list troubles as trouble>
- ${trouble}
</#list>

</#if>
<#if beliefs?has_content>
What is believed of this hardware, from earlier measurements:
<#list beliefs as belief>
- ${belief}
</#list>

</#if>
