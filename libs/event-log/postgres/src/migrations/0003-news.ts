/**
 * Looks at what came last. Over a log in many segments PostgreSQL takes several times as long to plan such a look as to take it, and whoever follows takes one at
 * every piece of news: these plan once a session, and leave segments out when they run. That is right for a short stretch only. A plan that
 * knows neither stretch nor types may read all of it.
 */
export const news0003 = /* sql */ `
-- Events of some types within (p_after, p_up_to], at most p_limit, as many as p_bytes stored bytes begin in; beside them the head at or after
-- p_seen, how many pairs of class and type there are, and how many events were found. One row without an event when there is none.
create function el.news(
  p_seen bigint, p_after bigint, p_up_to bigint, p_classes smallint[], p_types smallint[], p_limit int, p_bytes bigint)
returns table(head bigint, known int, found bigint, pos bigint, stream text, rev bigint, type_no smallint, id uuid,
  recorded_us bigint, codec smallint, data bytea, meta bytea, prev bytea, hash bytea)
language plpgsql stable rows 16 set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query
    with h as materialized (select coalesce(max(v.pos), p_seen) as m from el.ev v where v.pos > p_seen)
    select h.m, (select count(*) from el.class_type)::int, e.found, e.pos, s.name, e.rev, e.type_no, e.id,
           (extract(epoch from e.recorded_at) * 1000000)::bigint, e.codec, e.data, e.meta, e.prev, e.hash
      from h left join (
             select * from (
               select l.*, count(*) over () as found,
                      sum(octet_length(l.data)) over (order by l.pos) - octet_length(l.data) as before
                 from (select v.* from el.ev v
                        where v.pos > p_after and v.pos <= p_up_to and v.class = any(p_classes)
                          and (p_types is null or v.type_no = any(p_types))
                        order by v.pos limit p_limit) l) b
              where b.before < p_bytes) e on true
           left join el.stream s on s.no = e.stream_no
     order by e.pos;
end $$;

-- Types that stand within (p_after, p_up_to], each with its last position there.
create function el.types_within(p_after bigint, p_up_to bigint) returns table(type_no smallint, top bigint)
language plpgsql stable rows 4 set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query select v.type_no, max(v.pos) from el.ev v where v.pos > p_after and v.pos <= p_up_to group by v.type_no;
end $$;

revoke execute on function el.news, el.types_within from public;
grant execute on function el.news, el.types_within to log_reader;
`;
