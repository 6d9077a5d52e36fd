from django.http import HttpResponse
from yuinowa.access.guards import public
def v(request, **k): return HttpResponse("")
need_list=need_approvals=need_detail=offer_answer=calendar_feed=public(v)
