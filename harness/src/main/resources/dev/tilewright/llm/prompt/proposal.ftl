<#include "task.ftl">

<#include "device.ftl">

<#list parents as shown>
<#include "parent.ftl">

</#list>
<#include "knowledge.ftl">
<#list inspirations as shown>
<#include "parent.ftl">

</#list>
<#include "decision.ftl">

<#include "format-" + form + ".ftl">
