/**
 * Days and the end of segments. A segment is cut when its day is over, so that what is dropped by age is a day and not what 250,000 positions
 * happen to hold. Nothing is rewritten: the cut moves the border of an attached table, dropping drops one.
 */
export const segments0002 = /* sql */ `
-- Cuts the segment that is being written, when its first event was recorded before p_before. Answers whether it did.
create function el.cut_segment(p_class smallint, p_before timestamptz) returns boolean
language plpgsql set search_path = pg_catalog as $$
declare top bigint; s el.segment; began timestamptz; cut bigint;
begin
  select last_value into top from el.pos_seq;
  select * into s from el.segment where class = p_class and lo <= top and hi > top + 1;
  if not found then return false; end if;
  execute format('select recorded_at from el.%I order by pos limit 1', s.rel) into began;
  if began is null or began >= p_before then return false; end if;
  perform pg_advisory_xact_lock(4712);
  execute format('lock table el.%I in access exclusive mode', 'ev_' || p_class);
  select last_value + 1 into cut from el.pos_seq;
  if cut <= s.lo or cut >= s.hi then return false; end if;
  execute format('alter table el.%I detach partition el.%I', 'ev_' || p_class, s.rel);
  execute format('alter table el.%I attach partition el.%I for values from (%s) to (%s)', 'ev_' || p_class, s.rel, s.lo, cut);
  update el.segment set hi = cut where class = s.class and lo = s.lo;
  perform el.add_segment(p_class, cut, s.hi);
  return true;
end $$;

-- Drops a segment that nobody writes to any more. Streams that end in it are closed: whoever appends to one is told so.
create function el.drop_segment(p_rel text) returns boolean
language plpgsql set search_path = pg_catalog as $$
declare top bigint; s el.segment;
begin
  select * into s from el.segment where rel = p_rel;
  if not found then return false; end if;
  if s.class not in (1, 3, 4) then
    raise exception 'segment % is of a class that is kept for ever', p_rel;
  end if;
  select last_value into top from el.pos_seq;
  if s.hi > top + 1 then
    raise exception 'segment % is still being written', p_rel;
  end if;
  update el.stream set state = 2 where class = s.class and last_pos >= s.lo and last_pos < s.hi;
  execute format('alter table el.%I detach partition el.%I', 'ev_' || s.class, s.rel);
  execute format('drop table el.%I', s.rel);
  delete from el.segment where class = s.class and lo = s.lo;
  return true;
end $$;
revoke execute on function el.cut_segment, el.drop_segment from public;
`;
