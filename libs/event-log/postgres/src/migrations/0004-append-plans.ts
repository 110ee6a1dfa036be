/**
 * Appends that are planned once a session. The plan of a statement over arrays looks cheaper when their lengths are known, so that PostgreSQL planned several of
 * them anew at every append: as long as it took to append. A search path of their own is set by `append_many` for the two that only it calls; to set it again
 * kept `link` from being computed in place.
 */
export const appendPlans0004 = /* sql */ `
alter function el.append_many set plan_cache_mode = force_generic_plan;
alter function el.append_one reset search_path;
alter function el.link reset search_path;
`;
